package org.quorumkms.server.manager;

import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;

/**
 * D7: what an import changes. An HSM verified the document before; here stands what needs memory: no newer revision may
 * be known, the known Trust must lead to the imported one, and a line keeps its one way forward (T6).
 */
final class DomainImport {

    String run(Store.Tables tables, ExportedDomain imported) {
        Optional<TrustBody> predecessor = Optional.empty();
        for (Trust trust : imported.line().trusts()) {
            tables.trusts().save(trust.withoutStrangers(predecessor));
            predecessor = Optional.of(trust.body());
            trust.predecessor().ifPresent(before -> requireWay(tables, before, trust));
        }
        Domain domain = imported.domain();
        Optional<Domain> known = tables.domains().find(domain.body().id());
        if (known.isEmpty()) {
            if (!tables.domains().insert(domain)) {
                throw changedMeanwhile(domain);
            }
        } else if (!known.get().thumbprint().equals(domain.thumbprint())) {
            requireLater(known.get(), imported);
            if (!tables.domains().replace(known.get(), domain)) {
                throw changedMeanwhile(domain);
            }
        }
        return imported.toText();
    }

    private static void requireWay(Store.Tables tables, Thumbprint before, Trust trust) {
        if (TrustActions.takesTheWay(tables, trust) && !tables.trusts().goForward(before, trust.thumbprint())) {
            throw TrustActions.taken(TrustActions.require(tables, before));
        }
    }

    private static RefusedException changedMeanwhile(Domain domain) {
        return new RefusedException(
                "Domain " + domain.body().name()
                        + " was changed by somebody else at the same moment. Look at it, and import again if it is still older.");
    }

    private static void requireLater(Domain known, ExportedDomain imported) {
        Domain domain = imported.domain();
        if (domain.body().revision() <= known.body().revision()) {
            throw new RefusedException("D7: this server knows revision "
                    + known.body().revision() + " of Domain "
                    + known.body().name() + ", and revision " + domain.body().revision()
                    + " is not newer. Nothing was imported.");
        }
        if (!leads(known, imported.line())) {
            throw new RefusedException("D7: the Trust under which this server knows Domain "
                    + known.body().name() + " does not lead to the imported one. Nothing was imported.");
        }
    }

    /** Over successor links; an operator's Domain also from genesis into the founding line (D5). */
    private static boolean leads(Domain known, TrustChain line) {
        for (int i = line.trusts().size() - 1; i >= 0; i--) {
            Trust trust = line.trusts().get(i);
            if (trust.thumbprint().equals(known.body().trust())) {
                return true;
            }
            if (trust.body().kind() != TrustKind.SUCCESSOR) {
                return i == 1
                        && known.body().purpose() == Purpose.OPERATOR
                        && line.trusts().get(0).thumbprint().equals(known.body().trust());
            }
        }
        return false;
    }
}

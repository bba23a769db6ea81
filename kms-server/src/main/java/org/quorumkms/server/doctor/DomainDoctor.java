package org.quorumkms.server.doctor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.server.store.StoreInspection;
import org.quorumkms.server.store.StoreInspection.DomainRow;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/** Every Domain of a store: its newest revision under a Trust that verifies, and those before, fixed by its history. */
final class DomainDoctor {

    private final StoreInspection rows;
    private final DomainVerifier domains;
    private final ProvenTrusts trusts;
    private final Newest newest;
    private final Map<DomainId, Domain> stored = new HashMap<>();
    private int rsaAlone;

    DomainDoctor(StoreInspection rows, Thumbprint genesis, ProvenTrusts trusts, Newest newest) {
        this.rows = rows;
        this.domains = new DomainVerifier(genesis);
        this.trusts = trusts;
        this.newest = newest;
    }

    /** Looks, and returns the newest revisions that can be read. */
    Map<DomainId, Domain> examine(Findings findings) {
        findings.look("Domains", this::domains);
        findings.look("revisions", this::revisions);
        return stored;
    }

    private String domains(Findings.Subject subject) {
        int[] count = new int[1];
        rows.domains(row -> {
            count[0]++;
            domainFault(row).ifPresent(fault -> subject.unverified("Domain " + row.id() + ": " + fault));
        });
        return count[0] + ", each signed under a Trust that verifies to genesis" + underVersion1();
    }

    private String underVersion1() {
        return rsaAlone == 0 ? "" : "; RSA alone protects the keys of " + rsaAlone;
    }

    private Optional<String> domainFault(DomainRow row) {
        try {
            Domain domain = Domain.parse(row.document());
            newest.see(domain.body().created());
            if (domain.body()
                    .keys()
                    .filter(keys -> keys.algorithm() == Jwe.Algorithm.RSA)
                    .isPresent()) {
                rsaAlone++;
            }
            if (!saysTheSame(row, domain)) {
                return Optional.of("its row is not what it says");
            }
            Optional<VerifiedTrust> trust = trusts.find(domain.body().trust());
            if (trust.isEmpty()) {
                return Optional.of("its Trust is missing, or does not verify");
            }
            return domains.verify(domain, trust.get()).checks().stream()
                    .filter(check -> !check.ok())
                    .map(Check::what)
                    .findFirst();
        } catch (KmsException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Every revision that is kept: its signature, and that the histories after it fix it. */
    private String revisions(Findings.Subject subject) {
        long[] count = new long[1];
        rows.domains(row -> {
            try {
                Domain last = Domain.parse(row.document());
                stored.put(last.body().id(), last);
                HistoryCheck check = new HistoryCheck(last);
                rows.revisions(row.id(), revision -> {
                    count[0]++;
                    check.next(
                            revision,
                            document -> trusts.find(document.body().trust())
                                    .filter(trust ->
                                            domains.verify(document, trust).valid())
                                    .isPresent());
                });
                check.fault().ifPresent(fault -> subject.unverified("Domain " + row.id() + ": " + fault));
            } catch (KmsException unreadable) {
                // Said by the look at the Domains.
                subject.unverifiedUnless(true, row.id());
            }
        });
        return count[0] + ", each fixed by the history of the newest, and signed where its document is here";
    }

    private static boolean saysTheSame(DomainRow row, Domain domain) {
        return domain.body().id().value().equals(row.id())
                && domain.body().revision() == row.revision()
                && domain.thumbprint().value().equals(row.thumbprint())
                && domain.body().name().equals(row.name())
                && domain.body().purpose().text().equals(row.purpose())
                && domain.body().trust().value().equals(row.trust())
                && domain.body().controllers().stream()
                        .map(Controller::key)
                        .map(Thumbprint::value)
                        .sorted()
                        .toList()
                        .equals(row.controllers().stream().sorted().toList());
    }
}

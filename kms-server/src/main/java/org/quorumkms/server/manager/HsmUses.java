package org.quorumkms.server.manager;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.server.memory.Memory;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;

/**
 * Whether an HSM is needed still (protocol.md section 8): while a newest Trust, the Trust of any Domain that is not deleted, or
 * anything in the server's memory names it. Operators' own Domains do not count where the operator is in no newest Trust: nobody
 * but that operator can move them.
 *
 * @param needs what needs the HSM, for people; nothing does if the list is empty
 * @param lost the operators' Domains that nobody can open without it, and that do not count
 */
public record HsmUses(List<String> needs, List<String> lost) {

    /** Copies the lists. */
    public HsmUses {
        needs = List.copyOf(needs);
        lost = List.copyOf(lost);
    }

    /** Looks. */
    public static HsmUses of(Store.Tables tables, Memory memory, HsmKeys keys) {
        List<String> needs = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        Set<Thumbprint> naming = new HashSet<>();
        Set<Thumbprint> operators = new HashSet<>();
        for (Trust trust : tables.trusts().all()) {
            boolean names = trust.body().entryOf(keys).isPresent();
            boolean newest = !trust.signers().isEmpty()
                    && tables.trusts().wayForward(trust.thumbprint()).isEmpty();
            if (names) {
                naming.add(trust.thumbprint());
            }
            if (newest) {
                trust.body().operators().stream().map(OperatorKey::thumbprint).forEach(operators::add);
            }
            if (names && newest) {
                needs.add("Trust " + trust.body().id() + ", the newest of its line, names it");
            }
        }
        for (Thumbprint trust : naming) {
            domains(tables, trust, operators, needs, lost);
        }
        remembered(tables, memory, naming, needs);
        return new HsmUses(needs, lost);
    }

    private static void domains(
            Store.Tables tables, Thumbprint trust, Set<Thumbprint> operators, List<String> needs, List<String> lost) {
        List<Domain> standing = tables.domains().under(trust, Integer.MAX_VALUE).stream()
                .filter(domain -> domain.body().state() != DomainState.DELETED)
                .toList();
        List<Domain> departed = standing.stream()
                .filter(domain -> isDeparted(domain, operators))
                .toList();
        departed.forEach(
                domain -> lost.add("the Domain of operator " + domain.body().name() + ", who is in no newest Trust"));
        if (standing.size() > departed.size()) {
            int id = tables.trusts().find(trust).map(one -> one.body().id()).orElse(0);
            needs.add((standing.size() - departed.size()) + " Domains stand under Trust " + id + ", which names it");
        }
    }

    private static boolean isDeparted(Domain domain, Set<Thumbprint> operators) {
        return domain.body().purpose() == Purpose.OPERATOR
                && domain.body().publicKeys().stream().noneMatch(key -> operators.contains(key.thumbprint()));
    }

    /** What the server remembers and the store does not show: its row may have been put back. */
    private static void remembered(Store.Tables tables, Memory memory, Set<Thumbprint> naming, List<String> needs) {
        for (Descent descent : memory.all()) {
            Optional<Domain> there = tables.domains().find(descent.id());
            boolean same = there.filter(domain -> domain.body().revision() >= descent.revision())
                    .isPresent();
            if (!same && !descent.deleted() && naming.contains(descent.trust())) {
                needs.add("this server remembers revision " + descent.revision() + " of Domain " + descent.id()
                        + " under a Trust that names it, and the store does not have that");
            }
        }
    }
}

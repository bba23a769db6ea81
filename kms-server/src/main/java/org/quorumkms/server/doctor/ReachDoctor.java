package org.quorumkms.server.doctor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.server.store.HsmStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** Looks at who can open what: Domains that one server alone can open, and operators whose own Domain is out of reach. */
public final class ReachDoctor {

    private final Store store;
    private final Thumbprint genesis;

    /** Takes the store and the thumbprint of the genesis Trust. */
    public ReachDoctor(Store store, Thumbprint genesis) {
        this.store = store;
        this.genesis = genesis;
    }

    /** Looks. */
    public void examine(Findings findings) {
        findings.look("reach", this::reach);
    }

    private String reach(Findings.Subject subject) {
        Map<HsmKeys, Thumbprint> servers = serversOfHsms();
        List<Domain> operators = store.read(tables -> tables.domains().all(Purpose.OPERATOR));
        store.read(tables -> {
            for (Trust trust : tables.trusts().all()) {
                List<Domain> standing = tables.domains().under(trust.thumbprint(), Integer.MAX_VALUE).stream()
                        .filter(domain -> domain.body().state() != DomainState.DELETED)
                        .toList();
                Set<Thumbprint> holding = servers.entrySet().stream()
                        .filter(hsm -> trust.body().entryOf(hsm.getKey()).isPresent())
                        .map(Map.Entry::getValue)
                        .collect(Collectors.toSet());
                if (!standing.isEmpty()) {
                    opened(subject, trust, standing, holding, new HashSet<>(servers.values()));
                }
            }
            return standingElsewhere(subject, tables, operators);
        });
        return "every Domain can be opened by a server that is known";
    }

    private Map<HsmKeys, Thumbprint> serversOfHsms() {
        Map<HsmKeys, Thumbprint> servers = new HashMap<>();
        for (HsmStore.Row row : store.read(tables -> tables.hsms().all())) {
            Statements.keys(row, genesis).ifPresent(hsm -> servers.put(hsm, row.server()));
        }
        return servers;
    }

    private static void opened(
            Findings.Subject subject,
            Trust trust,
            List<Domain> standing,
            Set<Thumbprint> holding,
            Set<Thumbprint> all) {
        String operators = standing.stream()
                .filter(domain -> domain.body().purpose() == Purpose.OPERATOR)
                .map(domain -> domain.body().name())
                .sorted()
                .collect(Collectors.joining(", "));
        String what = standing.size() + " Domains under Trust " + trust.body().id()
                + (operators.isEmpty() ? "" : ", among them those of operators " + operators + ",");
        if (holding.isEmpty()) {
            subject.wrong(what + " can be opened by no server that is known");
        } else if (holding.size() == 1 && all.size() > 1) {
            subject.note(what + " can be opened by server "
                    + holding.iterator().next().abbreviated()
                    + " alone: while it is down, nobody uses or moves them. Have a successor Trust name HSMs of others,"
                    + " and move them");
        }
    }

    /** D1: operators of a newest Trust whose own Domain cannot follow it. */
    private int standingElsewhere(Findings.Subject subject, Store.Tables tables, List<Domain> operators) {
        KnownTrusts known = new KnownTrusts(genesis);
        int count = 0;
        for (Trust trust : tables.trusts().all()) {
            boolean newest = trust.body().kind() != TrustKind.GENESIS
                    && tables.trusts().wayForward(trust.thumbprint()).isEmpty();
            Optional<VerifiedTrust> verified = newest
                    ? tables.trusts()
                            .line(trust.thumbprint())
                            .flatMap(line -> known.verify(line).proof())
                    : Optional.empty();
            if (verified.isPresent()) {
                for (OperatorKey operator : trust.body().operators()) {
                    Optional<Domain> own = operators.stream()
                            .filter(domain -> domain.body().publicKeys().contains(operator.key()))
                            .findFirst();
                    boolean follows = own.filter(domain -> VerifiedDomain.mayMove(
                                    Purpose.OPERATOR, domain.body().trust(), verified.get()))
                            .isPresent();
                    if (!follows) {
                        subject.note("operator " + operator.name() + " of Trust "
                                + trust.body().id()
                                + (own.isPresent() ? " has its own Domain outside of that line" : " has no Domain here")
                                + ": it enrols anew under the line, and a successor Trust exchanges its key");
                        count++;
                    }
                }
            }
        }
        return count;
    }
}

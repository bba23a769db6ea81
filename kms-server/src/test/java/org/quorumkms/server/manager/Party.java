package org.quorumkms.server.manager;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.party.Following;
import org.quorumkms.party.Newest;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.VerifiedTrust;

/** A console or a client: what its home remembers, and how it follows whichever server it calls. */
final class Party implements Following.Memory {

    private final SigningKey key;
    private final DomainVerifier verifier;
    private final boolean operator;
    private final Map<DomainId, Descent> seen = new HashMap<>();
    private final Map<DomainId, ExportedDomain> kept = new HashMap<>();
    private final Map<Thumbprint, VerifiedTrust> lines = new HashMap<>();

    private Party(SigningKey key, Thumbprint genesis, boolean operator) {
        this.key = key;
        this.verifier = new DomainVerifier(genesis);
        this.operator = operator;
    }

    static Party client(SigningKey key, Thumbprint genesis) {
        return new Party(key, genesis, false);
    }

    static Party console(SigningKey key, Thumbprint genesis) {
        return new Party(key, genesis, true);
    }

    EcJwk caller() {
        return TestServer.ec(key);
    }

    SigningKey key() {
        return key;
    }

    /** Takes up a Domain that its owner gave it. */
    void takeUp(ExportedDomain exported) {
        VerifiedDomain domain = verifier.verify(exported).require();
        seen.put(domain.body().id(), Descent.of(domain));
        kept.put(domain.body().id(), exported);
        sees(domain.trust());
    }

    private void sees(VerifiedTrust trust) {
        VerifiedTrust before = lines.get(trust.lineRoot());
        if (before == null || trust.reachedFrom(before.thumbprint())) {
            lines.put(trust.lineRoot(), trust);
        }
    }

    /**
     * A server that is called.
     *
     * @param manager what serves
     * @param taken hears what the server took in
     */
    record Calls(Manager manager, Consumer<ExportedDomain> taken) {}

    private static Calls plain(Manager manager) {
        return new Calls(manager, taken -> {});
    }

    /** Makes a call at a server that names a Domain, as its console or client does. */
    <T> T call(Manager manager, DomainId id, Function<SeenDomain, T> call) {
        return call(plain(manager), id, call);
    }

    <T> T call(Calls at, DomainId id, Function<SeenDomain, T> call) {
        return following(at).call(id, call);
    }

    /** Asks a server for the newest revision. */
    Newest catchUp(Manager manager, DomainId id) {
        return following(plain(manager)).catchUp(id);
    }

    /** Makes a change at a server, and takes its answer. */
    Newest change(Manager manager, DomainId id, Function<SeenDomain, NewestDomain> change) {
        return change(plain(manager), id, change);
    }

    Newest change(Calls at, DomainId id, Function<SeenDomain, NewestDomain> change) {
        return following(at).call(id, named -> {
            Descent before = seen(id);
            return following(at).take(change.apply(named), before);
        });
    }

    private Following following(Calls at) {
        return new Following(this, new Server(at), () -> verifier);
    }

    @Override
    public Descent seen(DomainId id) {
        return java.util.Objects.requireNonNull(seen.get(id));
    }

    @Override
    public List<VerifiedTrust> lines() {
        return new ArrayList<>(lines.values());
    }

    @Override
    public Optional<ExportedDomain> kept(DomainId id) {
        return Optional.ofNullable(kept.get(id));
    }

    @Override
    public void keep(Newest newest, Optional<ExportedDomain> exported) {
        DomainId id = newest.domain().body().id();
        seen.put(id, Descent.of(newest.domain()));
        exported.ifPresent(whole -> kept.put(id, whole));
        sees(newest.domain().trust());
    }

    private final class Server implements Following.Server {

        private final Manager manager;
        private final Consumer<ExportedDomain> taken;

        Server(Calls at) {
            this.manager = at.manager();
            this.taken = at.taken();
        }

        @Override
        public NewestDomain newest(SeenDomain named, Thumbprint trust) {
            return operator
                    ? manager.domains().newest(caller(), named, trust)
                    : manager.uses().newest(caller(), named, trust);
        }

        @Override
        public String domain(DomainId id) {
            return operator
                    ? manager.domains().read(caller(), id)
                    : manager.uses().read(caller(), id);
        }

        @Override
        public void handOver(String exported) {
            if (operator) {
                manager.imports().importDomain(caller(), exported);
            } else {
                manager.imports().handOver(caller(), exported);
            }
            taken.accept(ExportedDomain.parse(exported));
        }
    }
}

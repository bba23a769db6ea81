package org.quorumkms.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.party.Following;
import org.quorumkms.party.Newest;
import org.quorumkms.party.Pins;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.VerifiedTrust;

/** What a client asks the servers that its home accepts. The connection is made at the first call. */
final class ClientCalls implements Following.Server {

    private final ClientMemory memory;
    private final ClientSession.Servers servers;
    private final Dialer dialer;
    private final SecureRandom random;
    private final AtomicReference<@Nullable ServicePool<ClientService>> pool = new AtomicReference<>();
    private final AtomicReference<@Nullable KnownTrusts> trusts = new AtomicReference<>();

    ClientCalls(
            ClientMemory memory, ConnectionKey key, ClientSession.Servers servers, Clock clock, SecureRandom random) {
        this.memory = memory;
        this.servers = servers;
        this.random = random;
        this.dialer = new Dialer(
                key,
                () -> new AcceptedServers(memory.summary().vouching(), servers.serverKeys()),
                clock,
                servers.timeouts());
    }

    /** Closes the connections that are kept, and lets go of the stubs: RMI's own threads for them end then. */
    void close() {
        pool.set(null);
        try {
            dialer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a connection could not be closed", e);
        }
    }

    <T> T call(ServicePool.Call<ClientService, T> call) {
        return pool().call(call);
    }

    @Override
    public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
        Descent before = memory.seen(seen.id());
        return call(service -> shown(service.newest(seen, trust), before));
    }

    /** D3: who does not show that it descends may be behind, and the next server is asked. */
    private NewestDomain shown(NewestDomain answer, Descent before) {
        List<VerifiedTrust> lines = memory.lines();
        try {
            Newest.verified(answer, before, lines, verifier().get());
            return answer;
        } catch (RefusedException notShown) {
            throw new ElsewhereException(String.valueOf(notShown.getMessage()));
        }
    }

    @Override
    public String domain(DomainId id) {
        if (memory.summary().domain(id).isEmpty()) {
            throw memory.notUsable(id);
        }
        return document(id);
    }

    /** Asks for a Domain that names this home's key, whether it was taken up or not. */
    String document(DomainId id) {
        return call(service -> service.domain(id));
    }

    @Override
    public void handOver(String exported) {
        RequestId request = RequestId.random(random);
        pool().callBeside(HandOverService.class, HandOverService.NAME, service -> {
            service.handOver(request, exported);
            return exported;
        });
    }

    /** Returns the Domains that name this home's key, as the servers list them. */
    List<DomainId> listed() {
        return call(ClientService::domains);
    }

    /** Returns whether the servers list a Domain; not, where none can be asked. */
    boolean isListed(DomainId id) {
        try {
            return listed().contains(id);
        } catch (UnreachableException nobodyToAsk) {
            return false;
        }
    }

    /** Learns where the system's servers are now, for when this one is down. */
    void learn() {
        List<Address> now = Address.known(call(ClientService::servers));
        memory.learn(before -> before.withServersNow(now));
    }

    /** Learns it where a call had to go to another server. */
    void learnIfMoved() {
        if (pool().hasMoved()) {
            learn();
        }
    }

    /** Returns what verifies to the pinned genesis, each Trust once. */
    Supplier<DomainVerifier> verifier() {
        return () -> {
            Pins pins = memory.pins();
            KnownTrusts before = trusts.get();
            KnownTrusts known = before == null ? new KnownTrusts(pins.genesis()) : before;
            trusts.set(known);
            pins.trusts().lines().forEach(known::know);
            return new DomainVerifier(known);
        };
    }

    /** Returns where this home's servers are called: those of the command line, or those that it knows. */
    List<Address> addresses() {
        return servers.addresses().isEmpty() ? memory.summary().servers() : servers.addresses();
    }

    /** Returns who the server is that answered last, if it still does. */
    Optional<Dialer.Peer> answering() {
        return peer(pool().answering());
    }

    /** Returns who listens at an address, if it is a server that this home accepts. */
    Optional<Dialer.Peer> peer(Address address) {
        try {
            return Optional.of(dialer.peer(address));
        } catch (IOException notReached) {
            return Optional.empty();
        }
    }

    private ServicePool<ClientService> pool() {
        ServicePool<ClientService> known = pool.get();
        return known == null ? connected() : known;
    }

    private ServicePool<ClientService> connected() {
        ServicePool<ClientService> made =
                new ServicePool<>(dialer, addresses(), ClientService.class, ClientService.NAME);
        pool.set(made);
        return made;
    }
}

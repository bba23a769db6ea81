package org.quorumkms.operator;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;

/** The servers at some addresses. */
public final class DialedServers implements Servers {

    private final Dialer dialer;
    private final ServicePool<OperatorService> pool;

    /** Takes what connects, and the addresses in the order of preference. */
    public DialedServers(Dialer dialer, List<Address> addresses) {
        this.dialer = dialer;
        this.pool = new ServicePool<>(dialer, addresses, OperatorService.class, OperatorService.NAME);
    }

    @Override
    public <T> T call(ServicePool.Call<OperatorService, T> call) {
        return pool.call(call);
    }

    @Override
    public <T> T handOver(ServicePool.Call<HandOverService, T> call) {
        return pool.callBeside(HandOverService.class, HandOverService.NAME, call);
    }

    @Override
    public Address talkedTo() {
        return pool.answering();
    }

    @Override
    public Optional<Dialer.Peer> answering() {
        return at(pool.answering());
    }

    @Override
    public Optional<Dialer.Peer> at(Address address) {
        try {
            return Optional.of(dialer.peer(address));
        } catch (IOException notReached) {
            return Optional.empty();
        }
    }
}

package org.quorumkms.operator;

import java.util.Optional;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;

/** The servers of a system, as an operator calls them. */
public interface Servers {

    /** Makes a call at one of them. */
    <T> T call(ServicePool.Call<OperatorService, T> call);

    /** Hands a whole Domain to the one that answered last, or to another. */
    <T> T handOver(ServicePool.Call<HandOverService, T> call);

    /** Returns where the one is that answered last, or is asked first. */
    Address talkedTo();

    /** Returns who answered last, if it still does. */
    Optional<Dialer.Peer> answering();

    /** Returns who listens at an address, if it is a server that this home accepts. */
    Optional<Dialer.Peer> at(Address address);
}

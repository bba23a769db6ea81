package org.quorumkms.it.campaign;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.quorumkms.client.KmsClient;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.home.Home;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.operator.OperatorClient;
import org.quorumkms.operator.SeenDomains;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.InvitationClaim;
import org.quorumkms.party.PinFile;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.signed.Thumbprint;

/** A console or client with a home and a key of its own, in this process: the programs' own classes. */
final class Party {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();

    private final Home home;
    private final PinFile pins;
    private final ConnectionKey key;

    Party(Path home) {
        this.home = Home.open(home);
        this.pins = new PinFile(this.home);
        this.key = this.home.connectionKey(CLOCK, RANDOM);
    }

    Thumbprint key() {
        return key.thumbprint();
    }

    VerifiedDomain claim(String invitation, List<Address> addresses, Set<Thumbprint> serverKeys) {
        return new InvitationClaim(pins, key, CLOCK).claim(Invitation.parse(invitation), addresses, serverKeys);
    }

    OperatorClient operator(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new OperatorClient(
                new ServicePool<>(dialer, addresses, OperatorService.class, OperatorService.NAME),
                pins,
                new SeenDomains(home),
                key,
                CLOCK,
                RANDOM);
    }

    /** The service for claims; the servers are accepted by their keys. */
    ServicePool<ClaimService> claims(List<Address> addresses, Set<Thumbprint> serverKeys) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(Set.of(), serverKeys), CLOCK);
        return new ServicePool<>(dialer, addresses, ClaimService.class, ClaimService.NAME);
    }

    /** The bare service of operators. */
    ServicePool<OperatorService> operatorService(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new ServicePool<>(dialer, addresses, OperatorService.class, OperatorService.NAME);
    }

    /** The bare service, for what the programs would not ask. */
    ServicePool<ClientService> service(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new ServicePool<>(dialer, addresses, ClientService.class, ClientService.NAME);
    }

    KmsClient client(List<Address> addresses) {
        return new KmsClient(pins, key, new KmsClient.Servers(addresses, Set.of()), CLOCK, RANDOM);
    }
}

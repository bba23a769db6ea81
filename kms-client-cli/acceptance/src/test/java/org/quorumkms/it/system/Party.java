package org.quorumkms.it.system;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.home.Home;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.operator.DialedServers;
import org.quorumkms.operator.Session;
import org.quorumkms.party.Card;
import org.quorumkms.party.FirstContact;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.PinFile;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.signed.Thumbprint;

/** A console or client with a home and a key of its own, in this process: the programs' own classes. */
public final class Party {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Clock CLOCK = Clock.systemUTC();

    private final Home home;
    private final PinFile pins;
    private final ConnectionKey key;
    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    /** Opens its home, and makes its key if there is none. */
    public Party(Path home) {
        this.home = Home.open(home);
        this.pins = new PinFile(this.home);
        this.key = ConnectionKey.of(this.home, CLOCK, RANDOM);
    }

    /** Returns its home. */
    public Home home() {
        return home;
    }

    /** Returns what it was told beside results. */
    public List<String> said() {
        return said;
    }

    /** Returns the thumbprint of its key. */
    public Thumbprint key() {
        return key.thumbprint();
    }

    /** Claims a Domain. */
    public VerifiedDomain claim(String invitation, List<Address> addresses, Set<Thumbprint> serverKeys) {
        return new FirstContact(pins, new KeptDomains(home, Integer.MAX_VALUE), key, CLOCK)
                .claim(
                        Invitation.parse(invitation),
                        new FirstContact.Servers(addresses, serverKeys),
                        Optional.empty(),
                        Optional.empty(),
                        domain -> {});
    }

    /** Takes up a Domain that names its key, by a card. */
    public VerifiedDomain take(Card card, List<Address> addresses) {
        return new FirstContact(pins, new KeptDomains(home, Integer.MAX_VALUE), key, CLOCK)
                .take(card, new FirstContact.Servers(addresses, Set.of()), domain -> {});
    }

    /** Returns it as a controller with all rights of a Domain that encrypts. */
    public Controller controller(String name) {
        return new Controller(key(), name, Rights.all(Purpose.ENCRYPT));
    }

    /** Begins a console's command. */
    public Session operator(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new Session(new DialedServers(dialer, addresses), home, key, CLOCK, RANDOM, said::add);
    }

    /** Returns the service for claims; the servers are accepted by their keys. */
    public ServicePool<ClaimService> claims(List<Address> addresses, Set<Thumbprint> serverKeys) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(Set.of(), serverKeys), CLOCK);
        return new ServicePool<>(dialer, addresses, ClaimService.class, ClaimService.NAME);
    }

    /** Returns the bare service of operators. */
    public ServicePool<OperatorService> operatorService(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new ServicePool<>(dialer, addresses, OperatorService.class, OperatorService.NAME);
    }

    /** Returns the bare service, for what the programs would not ask. */
    public ServicePool<ClientService> service(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new ServicePool<>(dialer, addresses, ClientService.class, ClientService.NAME);
    }

    /** Returns the bare service that takes whole Domains. */
    public ServicePool<HandOverService> handOver(List<Address> addresses) {
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(pins.require().vouching(), Set.of()), CLOCK);
        return new ServicePool<>(dialer, addresses, HandOverService.class, HandOverService.NAME);
    }

    /** Begins a client. */
    public ClientSession client(List<Address> addresses) {
        return ClientSession.open(home, key, new ClientSession.Servers(addresses, Set.of()), CLOCK, RANDOM, said::add);
    }
}

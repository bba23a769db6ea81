package org.quorumkms.client;

import java.rmi.RemoteException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.quorumkms.party.Card;
import org.quorumkms.party.Contact;
import org.quorumkms.party.Following;
import org.quorumkms.party.Newest;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Thumbprint;

/**
 * Changes who may use a Domain, as a controller with {@code share} does (D4, D8). A request id stands for what is asked, whichever
 * revision it names in the end; what a server says that it did must stand in the newest revision.
 */
public final class Sharing {

    private static final int MOST_SERVERS = 8;

    private final ClientMemory memory;
    private final ClientCalls calls;
    private final Following following;
    private final SecureRandom random;

    Sharing(ClientMemory memory, ClientCalls calls, Following following, SecureRandom random) {
        this.memory = memory;
        this.calls = calls;
        this.following = following;
        this.random = random;
    }

    /** Returns the newest revision of a Domain, verified and kept. */
    public VerifiedDomain newest(DomainId id) {
        return following.call(id, seen -> following.catchUp(id)).domain();
    }

    /**
     * Returns what this home gives where it is not said: its own rights without {@code share}.
     *
     * @throws RefusedException if nothing is left then
     */
    public Rights usual(VerifiedDomain domain) {
        Rights given = Rights.of(
                domain.body().controller(memory.self()).map(Controller::may).orElse(Rights.NONE).list().stream()
                        .filter(right -> right != Right.SHARE)
                        .toList());
        if (given.isEmpty()) {
            throw new RefusedException("This home has no right in Domain "
                    + domain.body().name() + " besides share. Say what the other may: --may.");
        }
        return given;
    }

    /**
     * Makes a key a controller.
     *
     * @return the card by which the other home takes the Domain up
     */
    public Card share(DomainId id, Controller controller) {
        VerifiedDomain changed = changed(id, List.of(controller), List.of());
        if (!changed.body().controller(controller.key()).equals(Optional.of(controller))) {
            throw notDone(changed);
        }
        return new Card(contact(changed));
    }

    /**
     * Takes controllers away: this home too, which then remembers the revision and does not use the Domain any more.
     *
     * @return the Domain as it is now
     */
    public VerifiedDomain unshare(DomainId id, List<Thumbprint> controllers) {
        VerifiedDomain changed = changed(id, List.of(), controllers);
        if (controllers.stream().anyMatch(changed::isControlledBy)) {
            throw notDone(changed);
        }
        return changed;
    }

    /**
     * Ends what earlier keys of a Domain of purpose {@code sign} signed (protocol.md section 5).
     *
     * @return the Domain as it is now
     */
    public VerifiedDomain endSignatures(DomainId id) {
        RequestId request = RequestId.random(random);
        int before = memory.named(id).revision();
        VerifiedDomain changed = changed(id, (service, seen) -> service.endSignatures(request, seen));
        if (changed.body().since().filter(since -> since > before).isEmpty()) {
            throw notDone(changed);
        }
        return changed;
    }

    private VerifiedDomain changed(DomainId id, List<Controller> add, List<Thumbprint> remove) {
        RequestId request = RequestId.random(random);
        return changed(
                id, (service, seen) -> service.changeControllers(request, new ChangeControllers(seen, add, remove)));
    }

    /** A change of a revision of a Domain. */
    private interface Change {
        NewestDomain make(ClientService service, SeenDomain seen) throws RemoteException;
    }

    private VerifiedDomain changed(DomainId id, Change change) {
        Newest newest = following.call(id, named -> {
            Descent before = memory.seen(id);
            NewestDomain answer = calls.call(service -> change.make(service, before.seen()));
            return following.take(answer, before);
        });
        calls.learnIfMoved();
        return newest.domain();
    }

    private static VerificationException notDone(VerifiedDomain newest) {
        return new VerificationException("D4: the server says that it was done, and revision "
                + newest.body().revision() + " of Domain " + newest.body().name()
                + " does not show it. Look at it again; if nobody changed it since, do not use this server.");
    }

    /** What the other home pins: the revision that was made, and where and by whom it is served. */
    private Contact contact(VerifiedDomain domain) {
        List<Address> known = memory.pins().addresses();
        List<Address> servers = known.isEmpty() ? calls.addresses() : known;
        return new Contact(
                servers.stream().limit(MOST_SERVERS).toList(),
                vouching(domain),
                memory.pins().genesis(),
                domain.body().id(),
                domain.domain().thumbprint(),
                domain.trust().thumbprint());
    }

    /** The HSM of the Domain's Trust that vouches for the server that made the change, or the first one. */
    private Thumbprint vouching(VerifiedDomain domain) {
        List<Thumbprint> hsms = domain.trust().body().hsms().stream()
                .map(hsm -> hsm.signing().thumbprint())
                .toList();
        return calls.answering().map(Dialer.Peer::hsm).filter(hsms::contains).orElse(hsms.get(0));
    }
}

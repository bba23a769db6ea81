package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.rmi.RemoteException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.net.Timeouts;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * Takes up a Domain (D4): by an invitation claims it, by a card only checks it; and pins what came with it: the genesis, the
 * line of the Trust, the Domain. What is taken is the revision that the invitation or card names, or one that comes from it.
 *
 * <p>A claim's request id is made from the secret, so that whoever was interrupted after the server had carried it out pastes
 * the same invitation again and gets the first answer.
 */
public final class FirstContact {

    private static final byte[] REQUEST = "quorum-kms claim".getBytes(StandardCharsets.US_ASCII);

    /** How often a claim is begun anew where the Domain was moved between the look and the claim. */
    private static final int MOST_TRIES = 5;

    private final PinFile pins;
    private final KeptDomains kept;
    private final ConnectionKey key;
    private final Clock clock;
    private final Timeouts timeouts;

    /** Takes the home's pins, documents and key, and the clock. */
    public FirstContact(PinFile pins, KeptDomains kept, ConnectionKey key, Clock clock) {
        this(pins, kept, key, clock, Timeouts.USUAL);
    }

    /** Takes the home's pins, documents and key, the clock, and how long it waits for a server. */
    public FirstContact(PinFile pins, KeptDomains kept, ConnectionKey key, Clock clock, Timeouts timeouts) {
        this.pins = pins;
        this.kept = kept;
        this.key = key;
        this.clock = clock;
        this.timeouts = timeouts;
    }

    /**
     * Which servers to call.
     *
     * @param addresses where
     * @param serverKeys server keys to accept besides what the invitation, the card and the pins vouch for
     */
    public record Servers(List<Address> addresses, Set<Thumbprint> serverKeys) {

        /** Copies the collections. */
        public Servers {
            addresses = List.copyOf(addresses);
            serverKeys = Set.copyOf(serverKeys);
        }
    }

    /** A further check of a Domain before it is claimed or taken. */
    public interface Wanted {
        /** Throws if the Domain is not wanted. */
        void require(VerifiedDomain domain);
    }

    /**
     * Claims a Domain.
     *
     * @param name how this home's key is called there; empty: as the Domain
     * @param approvalKey the key that an operator keeps itself, if it does
     * @param wanted is asked before the claim
     * @return the claimed Domain, verified to the invitation's genesis and pinned
     */
    public VerifiedDomain claim(
            Invitation invitation,
            Servers servers,
            Optional<String> name,
            Optional<SigningKey> approvalKey,
            Wanted wanted) {
        Contact contact = invitation.contact();
        requireSameSystem(contact);
        if (!clock.instant().isBefore(invitation.expires())) {
            throw new RefusedException(
                    "The invitation expired at " + invitation.expires() + ". Ask whoever sent it for a new one.");
        }
        Dialer dialer = dialer(contact, servers);
        ServicePool<ClaimService> service =
                new ServicePool<>(dialer, servers.addresses(), ClaimService.class, ClaimService.NAME);
        try (SecretBytes secret = invitation.secret().take()) {
            return kept(contact, claimed(new Attempt(contact, service, secret, name, approvalKey, wanted)));
        } catch (RefusedException refused) {
            // It may be this home's own since an earlier attempt whose answer was lost.
            return own(contact, dialer, servers).orElseThrow(() -> refused);
        }
    }

    private record Attempt(
            Contact contact,
            ServicePool<ClaimService> service,
            SecretBytes secret,
            Optional<String> name,
            Optional<SigningKey> approvalKey,
            Wanted wanted) {}

    private ExportedDomain claimed(Attempt attempt) {
        Contact contact = attempt.contact();
        // A signature is another each time: what is repeated is repeated as it was.
        String ownKey = attempt.approvalKey()
                .map(own -> OwnKey.sign(key.thumbprint(), own))
                .orElse("");
        for (int i = 0; true; i++) {
            ExportedDomain looked = ExportedDomain.parse(
                    attempt.service().call(server -> look(server, contact.domain(), attempt.secret())));
            contact.requireFirstContact(looked);
            VerifiedDomain shown = verified(contact, looked);
            attempt.wanted().require(shown);
            String name = shown.body().purpose() == Purpose.OPERATOR
                    ? shown.body().name()
                    : attempt.name().orElse(shown.body().name());
            try {
                ExportedDomain claimed = ExportedDomain.parse(attempt.service()
                        .call(server -> claim(server, shown.domain().seen(), attempt.secret(), name, ownKey)));
                Descent.of(shown).require(verified(contact, claimed), claimed.proof());
                attempt.approvalKey().ifPresent(own -> requireHolds(claimed, own));
                return claimed;
            } catch (MovedException moved) {
                if (i >= MOST_TRIES) {
                    throw moved;
                }
            }
        }
    }

    private static String look(ClaimService server, DomainId domain, SecretBytes secret) throws RemoteException {
        try (Data sent = Data.of(secret)) {
            return server.look(domain, sent);
        }
    }

    private static String claim(ClaimService server, SeenDomain seen, SecretBytes secret, String name, String ownKey)
            throws RemoteException {
        try (Data sent = Data.of(secret)) {
            return server.claim(requestId(secret), new ClaimRequest(seen, sent, name, ownKey));
        }
    }

    /**
     * Takes up a Domain that names this home's key already.
     *
     * @param wanted is asked before it is pinned
     * @return the Domain, verified to the card's genesis and pinned
     * @throws RefusedException if it does not name this home's key
     */
    public VerifiedDomain take(Card card, Servers servers, Wanted wanted) {
        Contact contact = card.contact();
        requireSameSystem(contact);
        ExportedDomain shown = shown(contact, dialer(contact, servers), servers);
        wanted.require(verified(contact, shown));
        return kept(contact, shown);
    }

    private Optional<VerifiedDomain> own(Contact contact, Dialer dialer, Servers servers) {
        try {
            return Optional.of(kept(contact, shown(contact, dialer, servers)));
        } catch (RefusedException notOwn) {
            return Optional.empty();
        }
    }

    private ExportedDomain shown(Contact contact, Dialer dialer, Servers servers) {
        ServicePool<ClientService> service =
                new ServicePool<>(dialer, servers.addresses(), ClientService.class, ClientService.NAME);
        ExportedDomain shown = ExportedDomain.parse(service.call(server -> server.domain(contact.domain())));
        contact.requireFirstContact(shown);
        return shown;
    }

    private Dialer dialer(Contact contact, Servers servers) {
        Set<Thumbprint> vouching = new HashSet<>(pins.find().map(Pins::vouching).orElse(Set.of()));
        vouching.add(contact.hsm());
        return new Dialer(key, () -> new AcceptedServers(vouching, servers.serverKeys()), clock, timeouts);
    }

    private VerifiedDomain kept(Contact contact, ExportedDomain exported) {
        VerifiedDomain domain = verified(contact, exported);
        if (!domain.isControlledBy(key.thumbprint())) {
            throw new VerificationException("D4: the server answered with a Domain that names another controller.");
        }
        // T7 first: what does not descend from what was seen takes no document's place.
        pins.updateOrBegin(before -> before.orElseGet(() -> Pins.begin(contact.genesis(), List.of()))
                .withServers(contact.servers())
                .with(domain, exported));
        kept.keep(exported);
        return domain;
    }

    private static VerifiedDomain verified(Contact contact, ExportedDomain exported) {
        if (!exported.domain().body().id().equals(contact.domain())) {
            throw new VerificationException("D3: the server answered with another Domain than was asked for.");
        }
        return new DomainVerifier(contact.genesis()).verify(exported).require();
    }

    private static void requireHolds(ExportedDomain domain, SigningKey own) {
        if (domain.domain().body().publicKeys().stream()
                .noneMatch(listed -> listed.thumbprint().equals(own.publicKey().thumbprint()))) {
            throw new VerificationException("D4: the server answered with a Domain that names another approval key.");
        }
    }

    private void requireSameSystem(Contact contact) {
        pins.find()
                .filter(before -> !before.genesis().equals(contact.genesis()))
                .ifPresent(before -> {
                    throw new RefusedException("This home belongs to another system (genesis "
                            + before.genesis().abbreviated() + "). Use another --home for this one.");
                });
    }

    private static RequestId requestId(SecretBytes secret) {
        byte[] hash = Sha256.hash(REQUEST, secret.exposed());
        return new RequestId(Base64Url.encode(Arrays.copyOf(hash, 16)));
    }
}

package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * Claims a Domain with an invitation (D4) and pins what came with it: the genesis, the line of the Trust, the Domain.
 *
 * <p>The request's id is made from the secret, so that whoever was interrupted after the server had carried it out pastes
 * the same invitation again and gets the first answer.
 */
public final class InvitationClaim {

    private static final byte[] REQUEST = "quorum-kms claim".getBytes(StandardCharsets.US_ASCII);

    private final PinFile pins;
    private final ConnectionKey key;
    private final Clock clock;

    /** Takes the home's pins and key, and the clock. */
    public InvitationClaim(PinFile pins, ConnectionKey key, Clock clock) {
        this.pins = pins;
        this.key = key;
        this.clock = clock;
    }

    /**
     * Claims.
     *
     * @param addresses servers to call
     * @param serverKeys server keys to accept besides what the invitation and the pins vouch for
     * @return the claimed Domain, verified to the invitation's genesis and pinned
     */
    public VerifiedDomain claim(Invitation invitation, List<Address> addresses, Set<Thumbprint> serverKeys) {
        return claim(invitation, addresses, serverKeys, Optional.empty());
    }

    /**
     * Claims an operator's Domain that holds no key but the operator's own public one.
     *
     * @param approvalKey the key that the operator keeps itself, if it does
     */
    public VerifiedDomain claim(
            Invitation invitation,
            List<Address> addresses,
            Set<Thumbprint> serverKeys,
            Optional<SigningKey> approvalKey) {
        Optional<Pins> known = pins.find();
        known.ifPresent(before -> requireSameSystem(before, invitation));
        if (!clock.instant().isBefore(invitation.expires())) {
            throw new RefusedException(
                    "The invitation expired at " + invitation.expires() + ". Ask whoever sent it for a new one.");
        }
        Set<Thumbprint> vouching = new HashSet<>(known.map(Pins::vouching).orElse(Set.of()));
        vouching.add(invitation.hsm());
        Dialer dialer = new Dialer(key, () -> new AcceptedServers(vouching, serverKeys), clock);
        ServicePool<ClaimService> service = new ServicePool<>(dialer, addresses, ClaimService.class, ClaimService.NAME);
        SecretBytes secret = invitation.secret().take();
        // A signature is another each time: what is repeated is repeated as it was.
        String ownKey = approvalKey
                .map(own -> OwnKey.sign(invitation.domain(), key.thumbprint(), own))
                .orElse("");
        String exported = service.call(server -> server.claim(
                requestId(secret), new ClaimRequest(invitation.domain(), invitation.trust(), Data.of(secret), ownKey)));
        VerifiedDomain domain = verified(invitation, exported);
        approvalKey.ifPresent(own -> requireHolds(domain, own));
        pins.updateOrBegin(before -> before.orElseGet(() -> Pins.begin(invitation.genesis(), List.of()))
                .withServers(invitation.servers())
                .with(domain));
        return domain;
    }

    private VerifiedDomain verified(Invitation invitation, String exported) {
        VerifiedDomain domain = new DomainVerifier(invitation.genesis())
                .verify(ExportedDomain.parse(exported))
                .require();
        domain.requireSince(new SeenDomain(invitation.domain(), 2, invitation.trust()));
        if (!domain.isControlledBy(key.thumbprint())) {
            throw new VerificationException("D4: the server answered with a Domain that names another controller.");
        }
        return domain;
    }

    private static void requireHolds(VerifiedDomain domain, SigningKey own) {
        if (domain.body().publicKeys().stream()
                .noneMatch(listed -> listed.thumbprint().equals(own.publicKey().thumbprint()))) {
            throw new VerificationException("D4: the server answered with a Domain that names another approval key.");
        }
    }

    private static void requireSameSystem(Pins before, Invitation invitation) {
        if (!before.genesis().equals(invitation.genesis())) {
            throw new RefusedException("This home belongs to another system (genesis "
                    + before.genesis().abbreviated() + "). Use another --home for this invitation.");
        }
    }

    private static RequestId requestId(SecretBytes secret) {
        byte[] hash = Sha256.hash(REQUEST, secret.exposed());
        return new RequestId(Base64Url.encode(Arrays.copyOf(hash, 16)));
    }
}

package org.quorumkms.operator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.Address;
import org.quorumkms.party.Contact;
import org.quorumkms.party.Invitation;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.InvitedDomain;

/**
 * Makes invitations (D4). The secret is made here and only its hash leaves: neither a server nor a database ever has it.
 * One that is repeated, because the Domain was changed meanwhile, has the same secret.
 */
final class Inviting implements AutoCloseable {

    private static final Duration VALIDITY = Duration.ofDays(7);

    private final Session session;
    private final Instant expires;
    private final Data secret;

    Inviting(Session session) {
        this.session = session;
        this.expires = session.now().plus(VALIDITY);
        try (SecretBytes fresh = SecretBytes.random(session.random(), ClaimTerms.SECRET_LENGTH)) {
            this.secret = Data.of(fresh);
        }
    }

    /** Has a server put the terms of a claim into a Domain. */
    interface Maker {
        InvitedDomain make(ClaimTerms terms);
    }

    /** Returns the Domain, verified, with the invitation that the terms are of. */
    Invited anew(Rights may, Maker maker) {
        ClaimTerms terms = ClaimTerms.of(secret.take().exposed(), expires, may);
        InvitedDomain made = maker.make(terms);
        ExportedDomain exported = ExportedDomain.parse(made.exported());
        VerifiedDomain domain = session.verifier().verify(exported).require();
        if (!domain.body().claim().equals(Optional.of(terms))) {
            throw new VerificationException("D4: the server made a Domain that another secret claims. Do not use it.");
        }
        Contact contact = new Contact(
                Address.known(made.servers()),
                made.hsm(),
                session.genesis(),
                domain.body().id(),
                domain.domain().thumbprint(),
                domain.body().trust());
        return new Invited(domain, exported, new Invitation(contact, secret, expires).toText());
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        secret.close();
    }
}

package org.quorumkms.server;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.net.Address;
import org.quorumkms.party.Card;
import org.quorumkms.party.Contact;
import org.quorumkms.party.Identity;
import org.quorumkms.party.Invitation;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.server.manager.Manager;

/** Makes the first operators' invitations: the only ones that a server makes itself. */
final class FirstInvitations {

    private static final Duration VALIDITY = Duration.ofDays(7);

    private final Manager manager;
    private final Clock clock;
    private final SecureRandom random;

    FirstInvitations(Manager manager, Clock clock, SecureRandom random) {
        this.manager = manager;
        this.clock = clock;
        this.random = random;
    }

    /** Makes an operator's Domain under genesis and the one line of text that claims it. */
    String invite(String name) {
        Instant expires = clock.instant().plus(VALIDITY);
        try (SecretBytes secret = SecretBytes.random(random, ClaimTerms.SECRET_LENGTH)) {
            InvitedDomain invited =
                    manager.inviteFirst(name, ClaimTerms.of(secret.exposed(), expires, Rights.all(Purpose.OPERATOR)));
            try (Invitation invitation = new Invitation(contact(invited), Data.of(secret), expires)) {
                return invitation.toText();
            }
        }
    }

    /** Makes an operator's Domain under genesis for its known key, and the card by which its home takes it up. */
    String card(Identity operator) {
        return new Card(contact(manager.foundOperator(operator))).toText();
    }

    private static Contact contact(InvitedDomain made) {
        ExportedDomain domain = ExportedDomain.parse(made.exported());
        return new Contact(
                made.servers().stream().map(Address::parse).toList(),
                made.hsm(),
                domain.line().trusts().get(0).thumbprint(),
                domain.domain().body().id(),
                domain.domain().thumbprint(),
                domain.domain().body().trust());
    }
}

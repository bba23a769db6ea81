package org.quorumkms.party;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.H3;
import static org.quorumkms.testing.TestSystem.T1;
import static org.quorumkms.testing.TestSystem.T2;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestRing;
import org.quorumkms.testing.TestSystem;

/** First contact (D4, section 10): the revision that an invitation or a card names, or one that comes from it. */
class ContactTest {

    private static final ClaimTerms TERMS =
            ClaimTerms.of(new byte[32], TestAuthority.NOW.plusSeconds(60), Rights.all(Purpose.ENCRYPT));

    /** 1 and 2 under T1, 3 moved to T2, 4. */
    private static final DomainHistory INVITED = begin().then(H1).moved(H2, T2).then(H3);

    private static DomainHistory begin() {
        return DomainHistory.begin(Purpose.ENCRYPT, H1, T1, first -> first.claim(Optional.of(TERMS)));
    }

    /** A contact that was made for a revision, which says that the Domain stood under a Trust. */
    private static Contact contact(Domain revision, Thumbprint trust) {
        return new Contact(
                List.of(new Address("127.0.0.1", 7311)),
                H1.keys().signing().thumbprint(),
                TestSystem.genesis(),
                revision.body().id(),
                revision.thumbprint(),
                trust);
    }

    private static Contact contact(DomainHistory revision) {
        return contact(revision.last(), revision.line().last().thumbprint());
    }

    private static void refused(Contact contact, ExportedDomain shown, String why) {
        assertThatThrownBy(() -> contact.requireFirstContact(shown))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(why);
    }

    @Nested
    class D4 {

        @Test
        void takesTheRevisionThatItWasMadeForAndWhatComesFromIt() {
            for (int made = 1; made <= 4; made++) {
                for (int shown = made; shown <= 4; shown++) {
                    Contact contact = contact(INVITED.at(made));
                    ExportedDomain exported = INVITED.at(shown).exported();
                    assertThatCode(() -> contact.requireFirstContact(exported))
                            .as("made for %d, shown %d", made, shown)
                            .doesNotThrowAnyException();
                }
            }
        }

        @Test
        void takesNoEarlierOne() {
            refused(contact(INVITED), INVITED.at(3).exported(), "does not come from the one");
        }

        @Test
        void takesNoOtherBranch() {
            DomainHistory fork = INVITED.at(2).then(H2).then(H2);
            refused(contact(INVITED), fork.exported(), "does not come from the one");
            refused(contact(INVITED.at(3)), fork.exported(), "does not come from the one");
        }

        @Test
        void takesNoOtherDomain() {
            refused(contact(INVITED), begin().exported(), "another Domain than was asked for");
        }

        @Test
        void theMovesSayThatItStoodUnderThatTrustAtThatPlace() {
            Thumbprint first = T1.last().thumbprint();
            Thumbprint second = T2.last().thumbprint();
            refused(contact(INVITED.at(2).last(), second), INVITED.exported(), "does not come from the one");
            refused(contact(INVITED.at(3).last(), first), INVITED.exported(), "does not come from the one");
            refused(contact(INVITED.last(), first), INVITED.exported(), "does not come from the one");
        }

        /** F9: as F1, of a Domain that nobody claimed yet: its name and its policy would be the dropped HSM's. */
        @Test
        void f9TakesNoneThatADroppedHsmMadeAndAnHonestOneMoved() {
            Contact contact = contact(INVITED.at(3));
            Domain forged = Revision.after(INVITED.at(3).last())
                    .with("name", "another")
                    .with(
                            "moves",
                            List.of(Map.of(
                                    "revision",
                                    1,
                                    "trust",
                                    T1.last().thumbprint().value())))
                    .with("trust", T1.last().thumbprint().value())
                    .keys(TestRing.of(1), T1.last().body().hsms())
                    .signedBy(H1);
            ExportedDomain laundered =
                    INVITED.at(3).then(forged, T1).moved(H2, T2).exported();
            refused(contact, laundered, "does not come from the one");
            // An invitation from before the move takes it: not protected.
            assertThatCode(() -> contact(INVITED.at(2)).requireFirstContact(laundered))
                    .doesNotThrowAnyException();
        }
    }
}

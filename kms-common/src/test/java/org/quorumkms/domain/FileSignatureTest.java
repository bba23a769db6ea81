package org.quorumkms.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quorumkms.testing.TestAuthority.NOW;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.T1;

import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.FlattenedJws;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestSystem;

/** Signatures on files (section 5): what they say, whose they are, and whether they count. */
class FileSignatureTest {

    private static final TestController CLIENT = TestController.number(1);
    private static final SigningKey FIRST = SigningKey.ofRsa(TestKeys.rsa(0));
    private static final SigningKey SECOND = SigningKey.ofRsa(TestKeys.rsa(1));
    private static final SigningKey THIRD = SigningKey.ofRsa(TestKeys.rsa(2));
    private static final Thumbprint FILE = Bytes.utf8("file").thumbprint();
    private static final Thumbprint OTHER = Bytes.utf8("other").thumbprint();

    /** Signs with the first key, then with the second, then with the third, which ends what the others signed. */
    private static final DomainHistory DOMAIN = begin(Purpose.SIGN)
            .then(H1, next -> next.publicKeys(List.of(key(1), key(0))))
            .then(H1, next -> next.publicKeys(List.of(key(2))).sinceNow());

    private static DomainHistory begin(Purpose purpose) {
        return DomainHistory.begin(
                purpose,
                H1,
                T1,
                first -> first.controlledBy(List.of(CLIENT.may(Rights.all(purpose))))
                        .publicKeys(purpose.hasPublicKeys() ? List.of(key(0)) : List.of()));
    }

    private static RsaJwk key(int number) {
        return RsaJwk.of((RSAPublicKey) TestKeys.rsa(number).getPublic());
    }

    private static FileSignature.Statement says(DomainHistory domain, long bytes) {
        DomainBody body = domain.last().body();
        return new FileSignature.Statement(body.id(), body.revision(), FILE, bytes, NOW);
    }

    private static FileSignature signed(DomainHistory domain, SigningKey key) {
        return new FileSignature(FileSignature.sign(says(domain, 4), key), domain.exported());
    }

    private static void refused(String text, String why) {
        assertThatThrownBy(() -> FileSignature.parse(text))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(why);
    }

    @Nested
    class Documents {

        @Test
        void areReadAsTheyWereMade() {
            FileSignature made = signed(DOMAIN, THIRD);
            FileSignature read = FileSignature.parse(made.toText());
            assertThat(read.jws()).isEqualTo(made.jws());
            assertThat(read.statement()).isEqualTo(says(DOMAIN, 4));
            assertThat(read.domain().toText()).isEqualTo(DOMAIN.exported().toText());
            assertThat(FileSignature.parseJws(made.jws().toText())).isEqualTo(made.jws());
        }

        @Test
        void withAMemberThatIsNotKnownAreRefused() {
            String text = signed(DOMAIN, THIRD).toText();
            refused("{\"extra\":1," + text.substring(1), "unknown member");
            refused(text.replace("\"trusts\":", "\"extra\":1,\"trusts\":"), "unknown member");
        }

        @Test
        void carryTheirDomainAndADomainIsTakenAsItIs() {
            FileSignature made = signed(DOMAIN, THIRD);
            assertThat(FileSignature.domainIn(made.toText()).toText())
                    .isEqualTo(DOMAIN.exported().toText());
            assertThat(FileSignature.domainIn(DOMAIN.exported().toText()).toText())
                    .isEqualTo(DOMAIN.exported().toText());
        }
    }

    @Nested
    class Statements {

        private static FileSignature.Statement read(Bytes payload) {
            FlattenedJws jws = FlattenedJws.sign(THIRD, DocumentType.FILE, payload);
            return new FileSignature(jws, DOMAIN.exported()).statement();
        }

        private static Bytes saying(String member, String other) {
            Bytes honest = FileSignature.sign(says(DOMAIN, 4), THIRD).payload();
            String payload = new String(honest.toArray(), StandardCharsets.UTF_8);
            assertThat(payload).contains(member);
            return Bytes.utf8(payload.replace(member, other));
        }

        private static void unreadable(Bytes payload, String why) {
            assertThatThrownBy(() -> read(payload))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining(why);
        }

        @Test
        void sayALengthAsANumberAndBeyond31BitsInDigits() {
            for (long bytes : List.of(0L, 1L, 2_147_483_647L, 2_147_483_648L, 1L << 40)) {
                Bytes payload = FileSignature.sign(says(DOMAIN, bytes), THIRD).payload();
                assertThat(read(payload)).isEqualTo(says(DOMAIN, bytes));
                assertThat(new String(payload.toArray(), StandardCharsets.UTF_8))
                        .contains(bytes < 1L << 31 ? "\"bytes\":" + bytes + "," : "\"bytes\":\"" + bytes + "\",");
            }
        }

        @Test
        void refuseALengthBelowZero() {
            assertThatThrownBy(() -> says(DOMAIN, -1))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("a length that cannot be");
        }

        @Test
        void refuseAMemberAndAVersionThatTheyDoNotKnow() {
            unreadable(saying("\"revision\":", "\"extra\":1,\"revision\":"), "unknown member");
            unreadable(saying("\"version\":1", "\"version\":2"), "version 2");
        }

        @Test
        void haveWholeSeconds() {
            FileSignature.Statement exact = says(DOMAIN, 4);
            assertThat(new FileSignature.Statement(exact.domain(), exact.revision(), FILE, 4, NOW.plusMillis(999)))
                    .isEqualTo(exact);
        }
    }

    @Nested
    class Verifying {

        private static List<String> failed(FileSignature signature, Thumbprint file, long bytes) {
            Verification<VerifiedDomain> verified = signature.verify(TestSystem.genesis(), file, bytes);
            List<String> failed = verified.checks().stream()
                    .filter(check -> !check.ok())
                    .map(Check::what)
                    .toList();
            assertThat(verified.valid()).isEqualTo(failed.isEmpty());
            return failed;
        }

        @Test
        void holdsForTheFileThatTheActiveKeySigned() {
            FileSignature signature = signed(DOMAIN, THIRD);
            assertThat(failed(signature, FILE, 4)).isEmpty();
            assertThat(signature
                            .verify(TestSystem.genesis(), FILE, 4)
                            .require()
                            .domain()
                            .thumbprint())
                    .isEqualTo(DOMAIN.last().thumbprint());
            assertThat(failed(signed(DOMAIN.at(2), SECOND), FILE, 4)).isEmpty();
        }

        @Test
        void failsForAnotherFile() {
            FileSignature signature = signed(DOMAIN, THIRD);
            assertThat(failed(signature, OTHER, 4)).containsExactly("the file is the one that was signed");
            assertThat(failed(signature, FILE, 5)).containsExactly("the file is the one that was signed");
        }

        @Test
        void failsForAKeyThatIsNotTheActiveOneOfItsRevision() {
            assertThat(failed(signed(DOMAIN.at(2), FIRST), FILE, 4))
                    .as("it is listed, as the earlier one")
                    .containsExactly("Domain payroll: the active key of this revision signed");
            assertThat(failed(signed(DOMAIN.at(1), SECOND), FILE, 4))
                    .containsExactly("Domain payroll: the active key of this revision signed");
        }

        @Test
        void failsForAnotherDomainOrRevision() {
            FileSignature.Statement later = says(DOMAIN, 4);
            FileSignature.Statement foreign = new FileSignature.Statement(
                    begin(Purpose.SIGN).last().body().id(), 2, FILE, 4, NOW);
            for (FileSignature.Statement wrong : List.of(later, foreign)) {
                FileSignature signature = new FileSignature(
                        FileSignature.sign(wrong, SECOND), DOMAIN.at(2).exported());
                assertThat(failed(signature, FILE, 4))
                        .containsExactly("Domain payroll: the signature names it, and this revision");
            }
        }

        @Test
        void failsForADomainThatIsNotForSigning() {
            assertThat(failed(signed(begin(Purpose.OPERATOR), FIRST), FILE, 4))
                    .containsExactly("Domain payroll: it is for signing");
        }

        @Test
        void failsForAnotherGenesis() {
            assertThat(signed(DOMAIN, THIRD).verify(OTHER, FILE, 4).valid()).isFalse();
        }
    }

    @Nested
    class Newest {

        @Test
        void saysWhetherItsActiveKeySigned() {
            FileSignature second = signed(DOMAIN.at(2), SECOND);
            assertThat(second.isActiveFor(DOMAIN.at(2).last().body())).isTrue();
            assertThat(second.isActiveFor(DOMAIN.last().body())).isFalse();
            FileSignature first = signed(DOMAIN.at(1), FIRST);
            assertThat(first.isActiveFor(DOMAIN.at(1).last().body())).isTrue();
            assertThat(first.isActiveFor(DOMAIN.at(2).last().body()))
                    .as("it is listed, as the earlier one")
                    .isFalse();
        }

        @Test
        void saysWhetherWhatAnEarlierRevisionSignedStillCounts() {
            FileSignature second = signed(DOMAIN.at(2), SECOND);
            FileSignature third = signed(DOMAIN, THIRD);
            assertThat(second.countsFor(DOMAIN.at(2).last().body())).isTrue();
            assertThat(second.countsFor(DOMAIN.last().body())).isFalse();
            assertThat(third.countsFor(DOMAIN.last().body())).isTrue();
            assertThat(third.countsFor(DOMAIN.then(H1).last().body())).isTrue();
            assertThat(third.countsFor(begin(Purpose.ENCRYPT).last().body()))
                    .as("of a Domain that signs nothing")
                    .isFalse();
        }
    }
}

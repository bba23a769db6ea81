package org.quorumkms.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestSystem;

/** Protocol.md section 5, "File signatures": whose signatures a home takes, with documents that are really signed. */
class FileSignaturesTest {

    private static final SigningKey FIRST = SigningKey.ofRsa(TestKeys.rsa(20));
    private static final SigningKey SECOND = SigningKey.ofRsa(TestKeys.rsa(21));

    /** Revision 1, which the first key signs for, of a Domain of which this home's key is a controller. */
    private static final DomainHistory MADE = DomainHistory.begin(
            Purpose.SIGN,
            TestSystem.H1,
            TestSystem.T1,
            first -> first.controlledBy(List.of(
                            TestHome.SELF.may(Rights.all(Purpose.SIGN)),
                            TestController.number(2).may(Rights.all(Purpose.SIGN))))
                    .publicKeys(List.of(key(FIRST))));

    /** Revision 2, with another key. */
    private static final DomainHistory ROTATED =
            MADE.then(TestSystem.H1, next -> next.publicKeys(List.of(key(SECOND), key(FIRST))));

    /** Revision 3, which ends what the earlier ones signed. */
    private static final DomainHistory ENDED = ROTATED.then(
            TestSystem.H2, next -> next.publicKeys(List.of(key(SECOND))).sinceNow());

    @TempDir
    Path folder;

    private Path file;
    private TestHome home;

    @BeforeEach
    void begin() throws IOException {
        home = new TestHome(folder.resolve("home"));
        file = folder.resolve("app.tar");
        Files.writeString(file, "a release");
    }

    private static RsaJwk key(SigningKey signing) {
        return (RsaJwk) signing.publicKey();
    }

    /** Has the file signed by a revision. */
    private void signed(DomainHistory by, SigningKey key) throws IOException {
        signed(by, by.last().body().revision(), key);
    }

    private void signed(DomainHistory by, int said, SigningKey key) throws IOException {
        HashedFile hashed = HashedFile.of(file.toString());
        DomainBody body = by.last().body();
        FileSignature signature = new FileSignature(
                FileSignature.sign(
                        new FileSignature.Statement(
                                body.id(), said, hashed.sha256(), hashed.bytes(), TestAuthority.NOW),
                        key),
                by.exported());
        Files.writeString(folder.resolve("app.tar.sig"), signature.toText());
    }

    private TestHome.Run verify() {
        return home.run("verify", file.toString());
    }

    private void verifies(boolean active) {
        TestHome.Run run = verify();
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains(active ? "active key signed" : "An earlier key signed");
    }

    private void refuses(String why) {
        TestHome.Run run = verify();
        assertThat(run.exit()).as(run.out()).isEqualTo(4);
        assertThat(run.err()).contains(why);
    }

    @Test
    void takesTheRevisionThatWasSeen() throws IOException {
        home.taking(MADE);
        signed(MADE, FIRST);
        verifies(true);
        Files.writeString(file, "another");
        refuses("the file is the one that was signed");
    }

    @Test
    void takesALaterRevisionAndKeepsItFromThenOn() throws IOException {
        home.taking(MADE);
        signed(ROTATED, SECOND);
        verifies(true);
        assertThat(home.seen(MADE)).isEqualTo(ROTATED.last().thumbprint());
        assertThat(home.memory().kept(MADE.last().body().id()).orElseThrow().earlier())
                .isEqualTo(ROTATED.earlier());
        signed(MADE, FIRST);
        verifies(false);
    }

    @Test
    void refusesWhatAnEarlierRevisionSignedThatWasEnded() throws IOException {
        home.taking(ENDED);
        signed(ROTATED, SECOND);
        refuses("before revision 3 were ended");
        signed(ENDED, SECOND);
        verifies(true);
    }

    @Test
    void aLaterRevisionIsNotKeptWhereTheSignatureIsWrong() throws IOException {
        home.taking(MADE);
        signed(ROTATED, FIRST);
        refuses("the active key of this revision signed");
        signed(ROTATED, 1, SECOND);
        refuses("the signature names it, and this revision");
        assertThat(home.seen(MADE)).isEqualTo(MADE.last().thumbprint());
    }

    /** An HSM that was dropped signs, under the Trust that had it, a revision of its own with a key of its own. */
    @Test
    void refusesAForkBelowWhatWasSeen() throws IOException {
        DomainHistory moved = MADE.then(TestSystem.H2).moved(TestSystem.H2, TestSystem.T2);
        home.taking(moved);
        DomainHistory forged = MADE.then(TestSystem.H1, next -> next.publicKeys(List.of(key(SECOND))));
        signed(forged, SECOND);
        refuses("T7: revision 2, which signed");
        signed(MADE, FIRST);
        verifies(true);
    }

    @Test
    void refusesAForkBesideAndAboveWhatWasSeen() throws IOException {
        home.taking(ROTATED);
        DomainHistory beside = MADE.then(TestSystem.H1, next -> next.publicKeys(List.of(key(SECOND))));
        signed(beside, SECOND);
        refuses("T7: revision 2, which signed");
        signed(beside.then(TestSystem.H1), SECOND);
        refuses("T7: revision 3, which signed");
    }

    @Test
    void aSignatureOfAnotherDomainSaysWhoseItIs() throws IOException {
        home.taking(MADE);
        DomainHistory other = DomainHistory.begin(
                Purpose.SIGN,
                TestSystem.H1,
                TestSystem.T1,
                first -> first.controlledBy(List.of(TestHome.SELF.may(Rights.all(Purpose.SIGN))))
                        .publicKeys(List.of(key(FIRST))));
        signed(other, FIRST);
        refuses("and it is of payroll (" + other.last().body().id());
    }

    /** Who only expects signatures pins the Domain from a file. */
    @Nested
    class Pinned {

        private TestHome.Run pin(DomainHistory domain) throws IOException {
            Path document = folder.resolve("domain.json");
            Files.writeString(document, domain.exported().toText());
            return home.run(
                    "pin",
                    document.toString(),
                    "--genesis",
                    TestSystem.genesis().value());
        }

        @Test
        void followsItAsOneThatWasTakenUp() throws IOException {
            assertThat(home.run("pin", file.toString()).exit()).isEqualTo(2);
            assertThat(pin(MADE).exit()).isZero();
            signed(ROTATED, SECOND);
            verifies(true);
            signed(MADE, FIRST);
            verifies(false);
            assertThat(pin(MADE).exit()).isZero();
            signed(ENDED, SECOND);
            verifies(true);
            signed(MADE, FIRST);
            refuses("were ended");
        }

        @Test
        void refusesAnotherBranchAndSaysNothingIsUsable() throws IOException {
            pin(ROTATED);
            TestHome.Run beside = pin(MADE.then(TestSystem.H1));
            assertThat(beside.exit()).isEqualTo(4);
            assertThat(beside.err()).contains("forked");
            assertThat(home.pins().domains()).isEmpty();
            assertThat(home.pins().trusts().lines()).isEmpty();
        }

        @Test
        void refusesADomainThatDoesNotSign() throws IOException {
            DomainHistory encrypts = DomainHistory.begin(
                    Purpose.ENCRYPT,
                    TestSystem.H1,
                    TestSystem.T1,
                    first -> first.controlledBy(List.of(TestHome.SELF.may(Rights.all(Purpose.ENCRYPT)))));
            TestHome.Run run = pin(encrypts);
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("claim CARD");
        }
    }
}

package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestController;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.testing.TestSystem;

class AuditTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Thumbprint GENESIS = Bytes.utf8("genesis").thumbprint();
    private static final Thumbprint SERVER = Bytes.utf8("server").thumbprint();
    private static final Thumbprint WHO = Bytes.utf8("alice").thumbprint();
    private static final LogId LOG = LogId.first(SERVER);
    private static final String ORIGIN = Checkpoint.origin(GENESIS, LOG);

    /** The leaves and roots of the Certificate Transparency reference implementation (merkletree tests). */
    @Nested
    class Tree {

        private final String[] leaves = {
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
        };

        private final String[] roots = {
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        };

        @Test
        void hasTheRootsOfRfc6962() {
            MerkleTree tree = MerkleTree.empty();
            assertThat(hex(tree.root())).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
            for (int i = 0; i < leaves.length; i++) {
                tree.append(new String(HexFormat.of().parseHex(leaves[i]), StandardCharsets.UTF_8));
                assertThat(hex(tree.root())).isEqualTo(roots[i]);
                MerkleTree takenUp = MerkleTree.of(tree.size(), tree.subtrees());
                assertThat(takenUp.root()).isEqualTo(tree.root());
            }
        }

        @Test
        void refusesSubtreesThatAreNotItsOwn() {
            assertThatThrownBy(() -> MerkleTree.of(3, List.of())).isInstanceOf(IllegalArgumentException.class);
        }

        private static String hex(Bytes bytes) {
            return HexFormat.of().formatHex(bytes.toArray());
        }
    }

    @Nested
    class Note {

        /** The example of golang.org/x/mod/sumdb/note, the first implementation of C2SP signed-note. */
        @Test
        void verifiesANoteOfAnotherImplementation() {
            String text = "If you think cryptography is the answer to your problem,\n"
                    + "then you don't know what your problem is.\n\n"
                    + "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpR"
                    + "Zb6KE6RyyBwJnAM=\n";
            byte[] tagged = Base64.getDecoder().decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
            Bytes key = Bytes.of(Arrays.copyOfRange(tagged, 1, tagged.length));
            SignedNote note = SignedNote.parse(text);
            assertThat(note.isSignedBy(key.toArray())).isTrue();
            assertThat(note.toText()).isEqualTo(text);
            assertThat(Checkpoint.verifierKey("PeterNeumann", key))
                    .isEqualTo("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
            assertThat(SignedNote.parse(text.replace("think", "thank")).isSignedBy(key.toArray()))
                    .isFalse();
        }

        @Test
        void refusesWhatIsNotOne() {
            Checkpoint head = Checkpoint.sign(ORIGIN, MerkleTree.empty(), Ed25519Key.generate());
            assertThat(Checkpoint.parse(head.text())).isEqualTo(head);
            for (String wrong : List.of(
                    "",
                    "\n\n",
                    head.text().strip(),
                    head.text() + head.text(),
                    head.text() + "\n",
                    head.text().replace("\n0\n", "\n00\n"),
                    head.text().replace("\n0\n", "\n-1\n"),
                    head.text().replace("\n0\n", "\n0\nmore\n"),
                    head.text().replace("\u2014 ", "- "),
                    head.text().replace("\u2014 ", "\u2014 other"))) {
                assertThatThrownBy(() -> Checkpoint.parse(wrong)).as(wrong).isInstanceOf(VerificationException.class);
            }
        }
    }

    @Nested
    class Key {

        @Test
        void comesBackFromItsFileAndFromNoOther() {
            Ed25519Key key = Ed25519Key.generate();
            Ed25519Key other = Ed25519Key.generate();
            assertThat(Ed25519Key.read("f", key.write()).publicKey()).isEqualTo(key.publicKey());
            String mixed = new String(other.write(), StandardCharsets.US_ASCII)
                            .lines()
                            .findFirst()
                            .orElseThrow()
                    + "\n"
                    + new String(key.write(), StandardCharsets.US_ASCII).split("\n", 2)[1];
            for (byte[] wrong : List.of(new byte[0], new byte[10], mixed.getBytes(StandardCharsets.US_ASCII))) {
                assertThatThrownBy(() -> Ed25519Key.read("f", wrong)).isInstanceOf(RefusedException.class);
            }
            assertThat(key.toString()).doesNotContain("PRIVATE");
        }

        @Test
        void isCertifiedByAnHsmForOneServer() {
            Ed25519Key key = Ed25519Key.generate();
            SigningKey hsm = SigningKey.ofRsa(TestKeys.rsa(0));
            AuditKey certificate = AuditKey.certify(hsm, GENESIS, LOG, Bytes.of(key.publicKey()), NOW);
            AuditKey read = AuditKey.parse(certificate.toText());
            assertThat(read).isEqualTo(certificate);
            assertThat(read.isSignedBy((RsaJwk) hsm.publicKey())).isTrue();
            assertThat(read.isSignedBy(
                            (RsaJwk) SigningKey.ofRsa(TestKeys.rsa(1)).publicKey()))
                    .isFalse();
        }
    }

    @Nested
    class Entry {

        @Test
        void isWhatItsTextSaysToTheLetter() {
            AuditEntry entry = AuditEntry.make(LogReplay.origin(ORIGIN), NOW, event(AuditAction.TRUST_SIGN), 3);
            assertThat(AuditEntry.parse(entry.text())).isEqualTo(entry);
            for (String wrong : List.of(
                    entry.text().replace("\"count\":3", "\"count\":0"),
                    entry.text().replace("\"count\":3", "\"count\":3,\"more\":1"),
                    entry.text().replace("\"count\":3", "\"count\": 3"),
                    entry.text().replace("trust.sign", "trust.steal"),
                    entry.text() + " ")) {
                assertThatThrownBy(() -> AuditEntry.parse(wrong)).as(wrong).isInstanceOf(VerificationException.class);
            }
        }
    }

    /** Section 9: what an entry about a Domain and an order names. */
    @Nested
    class Subject {

        private final TestController alice = TestController.number(1);
        private final TestController bob = TestController.number(2);
        private final TestController carol = TestController.number(3);
        private final DomainHistory before = DomainHistory.begin(
                Purpose.ENCRYPT,
                TestSystem.H1,
                TestSystem.T1,
                first -> first.controlledBy(List.of(alice.may(Right.SHARE), bob.may(Right.DECRYPT, Right.ENCRYPT))));

        private AuditEntry read(AuditSubject subject) {
            AuditEntry entry = AuditEntry.make(
                    LogReplay.origin(ORIGIN),
                    NOW,
                    new AuditEvent(WHO, AuditAction.ENCRYPT, subject, AuditResult.DONE),
                    1);
            AuditEntry read = AuditEntry.parse(entry.text());
            assertThat(read.event().subject()).isEqualTo(subject);
            return read;
        }

        @Test
        void namesTheRevisionOfADomainByItsThumbprint() {
            AuditEntry entry = read(AuditSubject.domain(before.last().seen()));
            assertThat(entry.text())
                    .contains(before.last().thumbprint().value())
                    .contains("\"revision\":1");
        }

        @Test
        void saysWhoseRightsWereChangedToWhatAndWhoIsOut() {
            DomainHistory after = before.then(
                    TestSystem.H1,
                    next -> next.controlledBy(List.of(
                            alice.may(Right.SHARE),
                            carol.may(Right.SHARE),
                            new Controller(Bytes.utf8("d").thumbprint(), "d", Rights.of(Right.ENCRYPT)))));
            AuditSubject subject = AuditSubject.change(before.last().body(), after.last());
            read(subject);
            assertThat(subject.thumbprint()).contains(after.last().thumbprint());
            assertThat(subject.controllers())
                    .containsExactly(
                            new AuditSubject.Changed(carol.key(), Rights.of(Right.SHARE)),
                            new AuditSubject.Changed(Bytes.utf8("d").thumbprint(), Rights.of(Right.ENCRYPT)),
                            new AuditSubject.Changed(bob.key(), Rights.NONE));
            DomainHistory lowered = before.then(
                    TestSystem.H1, next -> next.controlledBy(List.of(alice.may(Right.SHARE), bob.may(Right.ENCRYPT))));
            assertThat(AuditSubject.change(before.last().body(), lowered.last()).controllers())
                    .containsExactly(new AuditSubject.Changed(bob.key(), Rights.of(Right.ENCRYPT)));
        }

        @Test
        void saysAnOrdersKindAndThumbprint() {
            Order order = TestOrder.of(new Decision.End(), before.last()).approvedBy();
            AuditSubject alone = AuditSubject.order(order);
            AuditSubject carriedOut = AuditSubject.change(
                            before.last().body(), before.then(TestSystem.H1).last())
                    .by(order);
            for (AuditSubject subject : List.of(alone, carriedOut)) {
                read(subject);
                assertThat(subject.order()).contains(order.thumbprint());
                assertThat(subject.kind()).contains(OrderKind.END);
                assertThat(subject.domain()).contains(before.last().body().id());
            }
        }
    }

    /** A log of twelve entries with heads of 5 and 10, to which a test does one thing. */
    @Nested
    class Replay {

        private final Ed25519Key key = Ed25519Key.generate();
        private final SigningKey hsm = SigningKey.ofRsa(TestKeys.rsa(0));
        private final List<String> entries = new ArrayList<>();
        private final List<String> heads = new ArrayList<>();
        private String certificate = AuditKey.certify(hsm, GENESIS, LOG, Bytes.of(key.publicKey()), NOW)
                .toText();

        Replay() {
            Thumbprint tip = LogReplay.origin(ORIGIN);
            MerkleTree tree = MerkleTree.empty();
            for (int i = 0; i < 12; i++) {
                AuditEntry entry = AuditEntry.make(tip, NOW.plusSeconds(i), event(AuditAction.ENCRYPT), i + 1);
                entries.add(entry.text());
                tip = entry.hash();
                tree.append(entry.text());
                if (i == 4 || i == 9) {
                    heads.add(Checkpoint.sign(ORIGIN, tree, key).text());
                }
            }
        }

        private LogReplay replay(Optional<SeenHead> seen) {
            LogReplay replay = new LogReplay(GENESIS, LOG, List.of((RsaJwk) hsm.publicKey()), seen);
            feed(replay);
            return replay;
        }

        private void feed(LogSink sink) {
            sink.key(certificate);
            int next = 0;
            for (int i = 0; i < entries.size(); i++) {
                sink.entry(entries.get(i));
                while (next < heads.size() && Checkpoint.parse(heads.get(next)).size() == i + 1) {
                    sink.head(heads.get(next++));
                }
            }
            while (next < heads.size()) {
                sink.head(heads.get(next++));
            }
        }

        private boolean holds(Optional<SeenHead> seen) {
            return replay(seen).checks().stream().allMatch(Check::ok);
        }

        private void rechain(int from) {
            Thumbprint tip = AuditEntry.parse(entries.get(from)).hash();
            for (int i = from + 1; i < entries.size(); i++) {
                AuditEntry before = AuditEntry.parse(entries.get(i));
                AuditEntry after = AuditEntry.make(tip, before.time(), before.event(), before.count());
                entries.set(i, after.text());
                tip = after.hash();
            }
        }

        @Test
        void holdsAsItWasWritten() {
            assertThat(holds(Optional.empty())).isTrue();
            assertThat(replay(Optional.empty()).head()).map(Checkpoint::size).contains(10L);
        }

        @Test
        void findsAnEditedEntry() {
            entries.set(3, entries.get(3).replace("\"count\":4", "\"count\":5"));
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void findsAnEditedEntryWhoseChainWasMadeAnew() {
            entries.set(3, entries.get(3).replace("\"count\":4", "\"count\":5"));
            rechain(3);
            assertThat(replay(Optional.empty()).checks())
                    .anyMatch(check -> !check.ok() && check.what().contains("not those that were signed"));
        }

        @Test
        void findsAnEditedLastEntryBehindTheNewestHead() {
            entries.set(10, entries.get(10).replace("\"count\":11", "\"count\":1"));
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void findsTwoEntriesInTheOtherOrder() {
            String third = entries.remove(3);
            entries.add(4, third);
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void findsAnEntryThatWasTakenOut() {
            entries.remove(7);
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void findsALogThatWasCutBeforeItsNewestHead() {
            entries.subList(8, 12).clear();
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void findsALogThatWasCutWithItsHeadsIfALaterHeadWasSeen() {
            SeenHead seen = SeenHead.of(Checkpoint.parse(heads.get(1)));
            assertThat(holds(Optional.of(seen))).isTrue();
            entries.subList(5, 12).clear();
            heads.remove(1);
            assertThat(holds(Optional.empty())).as("nobody can see it alone").isTrue();
            assertThat(holds(Optional.of(seen))).isFalse();
        }

        @Test
        void findsALogThatWasWrittenAnewAndSignedByAKeyThatNoHsmCertified() {
            Ed25519Key other = Ed25519Key.generate();
            MerkleTree tree = MerkleTree.empty();
            entries.subList(0, 10).forEach(tree::append);
            heads.set(1, Checkpoint.sign(ORIGIN, tree, other).text());
            assertThat(holds(Optional.empty())).isFalse();
            certificate = AuditKey.certify(
                            SigningKey.ofRsa(TestKeys.rsa(1)), GENESIS, LOG, Bytes.of(other.publicKey()), NOW)
                    .toText();
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void findsAHeadAndAKeyOfAnotherLog() {
            MerkleTree tree = MerkleTree.empty();
            entries.forEach(tree::append);
            heads.add(Checkpoint.sign(Checkpoint.origin(GENESIS, LogId.first(WHO)), tree, key)
                    .text());
            assertThat(holds(Optional.empty())).isFalse();
            heads.remove(2);
            certificate = AuditKey.certify(hsm, GENESIS, LogId.first(WHO), Bytes.of(key.publicKey()), NOW)
                    .toText();
            assertThat(holds(Optional.empty())).isFalse();
        }

        @Test
        void isTheSameAfterAFile() throws IOException {
            StringWriter text = new StringWriter();
            feed(LogFile.writer(text).begin(LOG));
            LogReplay read = new LogReplay(GENESIS, LOG, List.of((RsaJwk) hsm.publicKey()), Optional.empty());
            Consumer<LogId> isLog = log -> assertThat(log).isEqualTo(LOG);
            LogFile.read(new BufferedReader(new StringReader(text.toString())), log -> {
                isLog.accept(log);
                return read;
            });
            assertThat(read.checks()).isEqualTo(replay(Optional.empty()).checks());
            assertThatThrownBy(() ->
                            LogFile.read(new BufferedReader(new StringReader("{\"entry\":\"x\"}\n")), server -> read))
                    .isInstanceOf(VerificationException.class);
        }
    }

    private static AuditEvent event(AuditAction action) {
        return new AuditEvent(WHO, action, AuditSubject.trust(GENESIS), AuditResult.DONE);
    }
}

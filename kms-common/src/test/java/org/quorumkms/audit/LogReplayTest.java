package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestKeys;

/** Section 9: whose heads count, and what is said of a log. */
class LogReplayTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final Thumbprint GENESIS = Bytes.utf8("genesis").thumbprint();
    private static final Thumbprint SERVER = Bytes.utf8("server").thumbprint();
    private static final String ORIGIN = Checkpoint.origin(GENESIS, LogId.first(SERVER));
    private static final SigningKey HSM = SigningKey.ofRsa(TestKeys.rsa(0));
    private static final SigningKey STRANGER = SigningKey.ofRsa(TestKeys.rsa(1));
    private static final Bytes OTHER_ROOT = Bytes.of(new byte[32]);

    private final Ed25519Key key = Ed25519Key.generate();
    private final MerkleTree tree = MerkleTree.empty();
    private Thumbprint tip = LogReplay.origin(ORIGIN);

    private static LogReplay replay(Optional<SeenHead> seen) {
        return new LogReplay(GENESIS, LogId.first(SERVER), List.of((RsaJwk) HSM.publicKey()), seen);
    }

    private String certificateBy(SigningKey hsm) {
        return AuditKey.certify(hsm, GENESIS, LogId.first(SERVER), Bytes.of(key.publicKey()), NOW)
                .toText();
    }

    private void entries(LogSink sink, int count) {
        for (int i = 0; i < count; i++) {
            AuditEvent event = new AuditEvent(SERVER, AuditAction.ENCRYPT, AuditSubject.NONE, AuditResult.DONE);
            AuditEntry entry = AuditEntry.make(tip, NOW.plusSeconds(tree.size()), event, 1);
            tree.append(entry.text());
            tip = entry.hash();
            sink.entry(entry.text());
        }
    }

    private void head(LogSink sink) {
        sink.head(Checkpoint.sign(ORIGIN, tree, key).text());
    }

    private static void assertHolds(LogReplay replay) {
        assertThat(replay.checks()).isNotEmpty().allMatch(Check::ok);
    }

    private static void assertFinds(LogReplay replay, String fault) {
        assertThat(replay.checks())
                .anyMatch(check -> !check.ok() && check.what().contains(fault));
    }

    private static void assertSays(LogReplay replay, String what) {
        assertThat(replay.checks()).anyMatch(check -> check.what().contains(what));
    }

    @Nested
    class Heads {

        @Test
        void countUnderAKeyThatAnHsmOfTheSystemCertified() {
            LogReplay replay = replay(Optional.empty());
            replay.key(certificateBy(HSM));
            entries(replay, 2);
            head(replay);
            assertHolds(replay);
            assertThat(replay.head()).map(Checkpoint::size).contains(2L);
        }

        @Test
        void doNotCountUnderAKeyThatAnotherCertified() {
            LogReplay replay = replay(Optional.empty());
            replay.key(certificateBy(STRANGER));
            entries(replay, 2);
            head(replay);
            assertFinds(replay, "certified");
            assertThat(replay.head()).isEmpty();
        }

        @Test
        void doNotCountWithoutACertificate() {
            LogReplay replay = replay(Optional.empty());
            entries(replay, 2);
            head(replay);
            assertFinds(replay, "an HSM of a pinned Trust certified the key of this log");
            assertThat(replay.head()).isEmpty();
        }

        @Test
        void mayBeNoneYet() {
            LogReplay replay = replay(Optional.empty());
            entries(replay, 2);
            assertHolds(replay);
            assertThat(replay.head()).isEmpty();
        }
    }

    @Nested
    class Words {

        @Test
        void sayHowManyEntriesAndHeadsThereAreAndHowManyAreUnderNone() {
            LogReplay replay = replay(Optional.empty());
            replay.key(certificateBy(HSM));
            entries(replay, 2);
            head(replay);
            entries(replay, 3);
            head(replay);
            entries(replay, 4);
            assertThat(replay.size()).isEqualTo(9);
            assertSays(replay, "9 entries, each naming the one before it, and 2 signed heads");
            assertSays(replay, "the newest head has 5 entries; 4 are newer and not under a head yet");
        }

        @Test
        void sayThatNoneIsUnderAHead() {
            LogReplay replay = replay(Optional.empty());
            entries(replay, 3);
            assertThat(replay.size()).isEqualTo(3);
            assertSays(replay, "no head was signed yet; 3 entries are not under one");
        }
    }

    /** Whoever saw a head remembers it. */
    @Nested
    class Seen {

        @Test
        void aHeadOfNoEntriesIsTheBeginningOfEveryLog() {
            SeenHead none = new SeenHead(0, MerkleTree.empty().root());
            LogReplay replay = replay(Optional.of(none));
            assertHolds(replay);
            entries(replay, 2);
            assertHolds(replay);
        }

        @Test
        void aHeadOfNoEntriesWithAnotherRootIsOfNoLog() {
            LogReplay replay = replay(Optional.of(new SeenHead(0, OTHER_ROOT)));
            entries(replay, 2);
            assertFinds(replay, "are not those that were seen before");
        }

        @Test
        void aLogGoesOnFromIt() {
            LogReplay replay = replay(Optional.of(new SeenHead(2, OTHER_ROOT)));
            entries(replay, 1);
            assertFinds(replay, "it goes on from the head of 2 entries that was seen here before");
            entries(replay, 1);
            assertFinds(replay, "the first 2 entries are not those that were seen before");
            LogReplay same = replay(Optional.of(new SeenHead(2, tree.root())));
            assertFinds(same, "it goes on from the head of 2 entries that was seen here before");
        }
    }
}

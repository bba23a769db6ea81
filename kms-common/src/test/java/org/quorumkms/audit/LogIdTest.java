package org.quorumkms.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestKeys;

/** Section 9: which log, and which of them their server ended. */
class LogIdTest {

    private static final Thumbprint GENESIS = Bytes.utf8("genesis").thumbprint();
    private static final Thumbprint SERVER = Bytes.utf8("server").thumbprint();
    private static final Thumbprint OTHER = Bytes.utf8("other").thumbprint();
    private static final LogId FIRST = LogId.first(SERVER);
    private static final Ed25519Key KEY = Ed25519Key.generate();

    @Test
    void isTheServer_andFromTheSecondOnANumber() {
        assertThat(FIRST).hasToString(SERVER.value());
        assertThat(FIRST.next()).hasToString(SERVER + "/2").isEqualTo(new LogId(SERVER, 2));
        assertThat(FIRST.next().abbreviated()).isEqualTo(SERVER.abbreviated() + "/2");
        for (LogId log : List.of(FIRST, FIRST.next(), new LogId(SERVER, 9999))) {
            assertThat(LogId.parse(log.toString())).isEqualTo(log);
        }
        for (String no :
                List.of("", "x", SERVER + "/", SERVER + "/1", SERVER + "/0", SERVER + "/02", SERVER + "/10000")) {
            assertThatThrownBy(() -> LogId.parse(no)).as(no).isInstanceOf(VerificationException.class);
        }
        for (int no : new int[] {-1, 0, 10_000}) {
            assertThatThrownBy(() -> new LogId(SERVER, no)).isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void standsBehindThoseOfItsServerBefore() {
        List<LogId> sorted = Stream.of(SERVER, OTHER)
                .sorted()
                .flatMap(server -> Stream.of(new LogId(server, 1), new LogId(server, 2), new LogId(server, 10)))
                .toList();
        List<LogId> mixed = new ArrayList<>(sorted);
        Collections.reverse(mixed);
        assertThat(mixed.stream().sorted().toList()).isEqualTo(sorted);
    }

    private static Checkpoint head(Thumbprint genesis, LogId log) {
        return Checkpoint.sign(Checkpoint.origin(genesis, log), MerkleTree.empty(), KEY);
    }

    @Test
    void isReadFromAHeadOfThisSystem() {
        assertThat(head(GENESIS, FIRST).log(GENESIS)).isEqualTo(FIRST);
        assertThat(head(GENESIS, FIRST.next()).log(GENESIS)).isEqualTo(FIRST.next());
        assertThatThrownBy(() -> head(OTHER, FIRST).log(GENESIS)).isInstanceOf(VerificationException.class);
    }

    private static String gap(AuditAction action, AuditSubject subject) {
        return AuditEntry.make(GENESIS, Instant.EPOCH, new AuditEvent(SERVER, action, subject, AuditResult.DONE), 1)
                .text();
    }

    @Test
    void isEndedByTheFirstEntryOfALaterLogOfTheSameServer() {
        Checkpoint lost = head(GENESIS, FIRST);
        String first = gap(AuditAction.AUDIT_GAP, AuditSubject.head(lost));
        Gaps gaps = new Gaps(GENESIS);
        gaps.note(FIRST.next(), first);
        assertThat(gaps.of(FIRST)).contains(new Gaps.Gap(FIRST.next(), lost));
        assertThat(gaps.of(FIRST.next())).isEmpty();
        Map<LogId, String> nothing = Map.of(
                FIRST,
                first,
                new LogId(OTHER, 2),
                first,
                new LogId(SERVER, 3),
                gap(AuditAction.SERVER_START, AuditSubject.head(lost)),
                new LogId(SERVER, 4),
                gap(AuditAction.AUDIT_GAP, AuditSubject.NONE),
                new LogId(SERVER, 5),
                gap(AuditAction.AUDIT_GAP, AuditSubject.head(head(OTHER, FIRST))),
                new LogId(SERVER, 6),
                "no entry");
        nothing.forEach((log, entry) -> {
            Gaps none = new Gaps(GENESIS);
            none.note(log, entry);
            assertThat(none.of(FIRST)).as("%s %s", log, entry).isEmpty();
        });
        Gaps itself = new Gaps(GENESIS);
        itself.note(FIRST.next(), gap(AuditAction.AUDIT_GAP, AuditSubject.head(head(GENESIS, FIRST.next()))));
        assertThat(itself.of(FIRST.next())).isEmpty();
    }

    private static LogReplay replayed(LogId log, boolean certified) {
        SigningKey hsm = SigningKey.ofRsa(TestKeys.rsa(0));
        LogReplay replay = new LogReplay(GENESIS, log, List.of((RsaJwk) hsm.publicKey()), Optional.empty());
        if (certified) {
            replay.key(AuditKey.certify(hsm, GENESIS, log, Bytes.of(KEY.publicKey()), Instant.EPOCH)
                    .toText());
        }
        String origin = Checkpoint.origin(GENESIS, log);
        String first = AuditEntry.make(
                        LogReplay.origin(origin),
                        Instant.EPOCH,
                        new AuditEvent(
                                SERVER,
                                AuditAction.AUDIT_GAP,
                                AuditSubject.head(head(GENESIS, FIRST)),
                                AuditResult.DONE),
                        1)
                .text();
        MerkleTree tree = MerkleTree.empty();
        tree.append(first);
        replay.entry(first);
        if (certified) {
            replay.head(Checkpoint.sign(origin, tree, KEY).text());
        }
        return replay;
    }

    /** Whoever edits the database writes a log that ends another one, to have its own traces excused. */
    @Test
    void isEndedOnlyByALogThatACertifiedKeySigned() {
        LogId second = FIRST.next();
        Gaps gaps = new Gaps(GENESIS);
        gaps.note(second, gap(AuditAction.AUDIT_GAP, AuditSubject.head(head(GENESIS, FIRST))));
        assertThat(replayed(second, false).checks())
                .as("nothing is wrong with it")
                .allMatch(check -> check.ok());
        assertThat(gaps.proven(FIRST, Map.of(second, replayed(second, false)))).isEmpty();
        assertThat(gaps.proven(FIRST, Map.of())).isEmpty();
        assertThat(gaps.proven(second, Map.of(second, replayed(second, true)))).isEmpty();
        assertThat(gaps.proven(FIRST, Map.of(second, replayed(second, true)))).isPresent();
        LogReplay edited = replayed(second, true);
        edited.entry("no entry");
        assertThat(gaps.proven(FIRST, Map.of(second, edited))).isEmpty();
    }
}

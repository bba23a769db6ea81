package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.T1;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogSink;
import org.quorumkms.audit.MerkleTree;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** Reading a log that is written meanwhile, and one that is not what it says. */
class AuditReaderTest {

    private static final List<String> ENTRIES = List.of("one", "two", "three", "four");

    private final LogId log = LogId.first(Bytes.utf8("server").thumbprint());
    private final List<String> given = new ArrayList<>();
    private final List<String> heads = new ArrayList<>();
    private long size = 2;

    @TempDir
    private Path folder;

    private AuditReader reader;

    @BeforeEach
    void serve() {
        Thumbprint genesis = Bytes.utf8("genesis").thumbprint();
        Ed25519Key key = Ed25519Key.generate();
        MerkleTree tree = MerkleTree.of(0, List.of());
        for (String entry : ENTRIES) {
            tree.append(entry);
            heads.add(
                    Checkpoint.sign(Checkpoint.origin(genesis, log), tree, key).text());
        }
        TestConsole console = new TestConsole(folder, T1, H1, H2);
        console.server.on("auditLogs", asked -> List.of(view()));
        console.server.on("auditEntries", asked -> slice(ENTRIES, ((Number) asked[1]).intValue(), asked[2]));
        console.server.on("auditHeads", asked -> slice(heads, ((Number) asked[1]).intValue(), asked[2]));
        reader = console.open().audits();
    }

    private static List<String> slice(List<String> all, int from, Object limit) {
        return List.copyOf(all.subList(from, Math.min(all.size(), from + (Integer) limit)));
    }

    private AuditLogView view() {
        return new AuditLogView(log, List.of("certificate"), size);
    }

    private LogSink sink() {
        return new LogSink() {
            @Override
            public void key(String certificate) {
                given.add(certificate);
            }

            @Override
            public void entry(String text) {
                given.add(text);
            }

            @Override
            public void head(String note) {
                given.add("head " + Checkpoint.parse(note).size());
            }
        };
    }

    @Test
    void headsThatCameMeanwhileAreLeftOut() {
        AuditLogView listed = view();
        size = 4;
        reader.all(listed, sink());
        assertThat(given).containsExactly("certificate", "one", "head 1", "two", "head 2");
    }

    @Test
    void headsOfMoreEntriesThanThereAreAreGiven_soThatTheyAreFaults() {
        size = 3;
        AuditLogView listed = view();
        reader.all(listed, sink());
        assertThat(given).containsExactly("certificate", "one", "head 1", "two", "head 2", "three", "head 3", "head 4");
    }

    @Test
    void aPlaceIsGoneOnFrom_pieceByPiece() {
        size = 4;
        LogPlace place = LogPlace.BEGINNING;
        List<List<String>> pieces = new ArrayList<>();
        while (place.entries() < size) {
            given.clear();
            place = reader.after(view(), place, 3, sink());
            pieces.add(List.copyOf(given));
        }
        assertThat(pieces)
                .containsExactly(
                        List.of("certificate", "one", "head 1", "two", "head 2", "three", "head 3"),
                        List.of("four", "head 4"));
        assertThat(place).isEqualTo(new LogPlace(4, 4, 1));
        given.clear();
        assertThat(reader.after(view(), place, 3, sink())).isEqualTo(place);
        assertThat(given).isEmpty();
    }
}

package org.quorumkms.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.testing.TestSystem.H1;
import static org.quorumkms.testing.TestSystem.H2;
import static org.quorumkms.testing.TestSystem.T1;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestAuthority;

/** How it stands with the logs, against what this home saw of them. */
class LogNowTest {

    private static final Thumbprint SERVER = Bytes.utf8("server").thumbprint();
    private static final LogId LOG = LogId.first(SERVER);
    private static final Bytes ROOT = Bytes.of(new byte[32]);

    @TempDir
    private Path folder;

    private List<LogNow> logs(int entries, long seen, LogId seenOf) {
        TestConsole console = new TestConsole(folder, T1, H1, H2);
        AuditEvent event = new AuditEvent(SERVER, AuditAction.SERVER_START, AuditSubject.NONE, AuditResult.DONE);
        String entry = AuditEntry.make(SERVER, TestAuthority.NOW, event, 1).text();
        console.server.on("auditLogs", asked -> List.of(new AuditLogView(LOG, List.of(), entries)));
        console.server.on("auditEntries", asked -> List.of(entry));
        SeenHeads heads = new SeenHeads(console.home);
        heads.see(seenOf, new SeenHead(seen, ROOT));
        return LogNow.all(console.open().audits(), heads);
    }

    @Test
    void aLogHasItsEntries_andTheTimeOfTheNewest() {
        assertThat(logs(7, 5, LOG)).containsExactly(new LogNow(LOG, 7, Optional.of(TestAuthority.NOW), 5));
        assertThat(logs(7, 7, LOG)).noneMatch(LogNow::isShorterThanSeen);
    }

    @Test
    void oneThatIsShorterThanItWasSeenIsSaid() {
        assertThat(logs(7, 8, LOG)).singleElement().matches(LogNow::isShorterThanSeen);
    }

    @Test
    void oneThatIsNotShownAnyMoreIsSaid() {
        assertThat(logs(0, 3, LOG.next()))
                .filteredOn(LogNow::isShorterThanSeen)
                .containsExactly(new LogNow(LOG.next(), 0, Optional.empty(), 3));
    }
}

package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Section 9: a log that somebody cut or rewrote in the database is ended, shown as cut, and accepted by hand. */
class AuditGapIT {

    @TempDir
    private Path folder;

    private void edit(String... statements) throws Exception {
        try (Connection store = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("s/store.sqlite"));
                Statement statement = store.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    @Test
    @Tag("ring2")
    @Tag("campaigns")
    void aLogThatWasCutIsEndedShownAndAccepted() throws Exception {
        FoundedSystem system = new FoundedSystem(folder);
        Kms kms = system.kms();
        kms.operator("alice", "audit", "verify").ok();
        List<Map<String, Object>> before =
                kms.operator("alice", "audit", "list", "--output", "json").ok().rows();
        String log = (String) ((Map<?, ?>) before.get(0).get("log")).get("server");
        // Who edits the database lets the server forget all but its first two lines, and takes its heads away.
        edit("DELETE FROM audit_head", "DELETE FROM audit_entry WHERE position > 1", "UPDATE audit_log SET size = 2");
        kms.operator("alice", "domain", "rotate", "payroll").ok();
        system.restart();

        Kms.Result verified = kms.operator("alice", "audit", "verify").exits(4);
        assertThat(verified.out())
                .contains("FAILED " + log.substring(0, 8) + ": it has the", "audit accept-gap " + log)
                .contains("ok     " + log.substring(0, 8) + "/2: ");
        assertThat(kms.server("doctor").ok().out())
                .contains("note: that of " + log + " was cut or changed", log + "/2 goes on");
        kms.operator("alice", "audit", "export", "-o", "audit.jsonl").ok();
        kms.operator("alice", "audit", "verify", "audit.jsonl").exits(4);
        assertThat(kms.operator("alice", "audit", "list", "--action", "audit.gap", "--output", "json")
                        .ok()
                        .rows())
                .singleElement()
                .satisfies(gap ->
                        assertThat(((Map<?, ?>) gap.get("log")).get("number")).isEqualTo(2));

        kms.operator("alice", "audit", "accept-gap", log.substring(0, 20)).exits(2);
        kms.operator("alice", "audit", "accept-gap", log).ok();
        assertThat(kms.operator("alice", "audit", "verify").ok().out())
                .contains("this log was cut or changed, which was accepted here");
        kms.operator("alice", "audit", "verify", "audit.jsonl").ok();

        kms.operator("alice", "audit", "list", "--domain", "nothing").exits(2);
        kms.operator("alice", "audit", "list", "--action", "nonsense").exits(2).says("There is no action nonsense");
        kms.operator("alice", "audit", "list", "--who", "bob").exits(2);
        assertThat(kms.operator("alice", "audit", "list", "--who", "alice", "--domain", "payroll", "--output", "json")
                        .ok()
                        .rows())
                .isNotEmpty()
                .allSatisfy(row ->
                        assertThat(((Map<?, ?>) row.get("who")).get("label")).isEqualTo("alice"));
        system.stop();
    }
}

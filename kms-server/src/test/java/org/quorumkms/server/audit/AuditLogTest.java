package org.quorumkms.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.server.manager.MemoryHeadFile;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/** The log of a real Manager over a real database. */
class AuditLogTest {

    private static final Thumbprint WHO = Bytes.utf8("somebody").thumbprint();

    @TempDir
    private Path folder;

    private final SigningKey alice = TestServer.actor(0);
    private final SigningKey bob = TestServer.actor(1);
    private final SigningKey client = TestServer.actor(2);
    private JdbcStore store;
    private TestServer system;

    @BeforeEach
    void found() {
        store = JdbcStore.openSqlite(folder.resolve("store.sqlite"));
        system = new TestServer(store);
    }

    @AfterEach
    void close() {
        system.close();
    }

    private List<AuditEntry> entries(Thumbprint server) {
        return store.read(tables -> tables.audit().entries(server, 0, 10_000)).stream()
                .map(AuditEntry::parse)
                .toList();
    }

    private List<String> actions(Thumbprint server) {
        return entries(server).stream()
                .map(entry -> entry.event().action().text() + " "
                        + entry.event().result().text())
                .toList();
    }

    private LogReplay replay(Thumbprint server) {
        LogReplay replay = new LogReplay(
                system.genesis(),
                server,
                system.hsms().stream().map(hsm -> hsm.keys().signing()).toList(),
                Optional.empty());
        store.read(tables -> tables.audit().keys(server)).forEach(replay::key);
        List<String> heads = new ArrayList<>(store.read(tables -> tables.audit().heads(server, 0, 100)));
        for (String entry : store.read(tables -> tables.audit().entries(server, 0, 10_000))) {
            replay.entry(entry);
            while (!heads.isEmpty() && Checkpoint.parse(heads.get(0)).size() <= replay.size()) {
                replay.head(heads.remove(0));
            }
        }
        return replay;
    }

    private boolean holds(Thumbprint server) {
        return replay(server).checks().stream().allMatch(Check::ok);
    }

    @Test
    void everyChangeAndEveryUseIsThereWithWhoAndWhat() {
        Trust trust = system.found(alice, bob);
        Domain domain = system.claim(client, system.domain(alice, trust, "payroll"), system.request());
        SeenDomain seen = domain.seen();
        for (int i = 0; i < 3; i++) {
            system.manager().createDataKey(TestServer.ec(client), seen, Bytes.of(new byte[0]));
        }
        assertThatThrownBy(() -> system.manager().createDataKey(TestServer.ec(bob), seen, Bytes.of(new byte[0])))
                .isInstanceOf(KmsException.class);
        system.log().flush();
        system.log().sign();
        List<AuditEntry> entries = entries(system.serverKey());
        assertThat(actions(system.serverKey()).subList(0, 9))
                .containsExactly(
                        "operator.invite done",
                        "domain.claim done",
                        "operator.invite done",
                        "domain.claim done",
                        "trust.create done",
                        "trust.approve done",
                        "trust.sign done",
                        "domain.create done",
                        "domain.claim done");
        // One batch: its entries are in no order.
        AuditEvent done = new AuditEvent(
                client.publicKey().thumbprint(),
                AuditAction.DATA_KEY_CREATE,
                AuditSubject.domain(seen),
                AuditResult.DONE);
        AuditEvent refused =
                new AuditEvent(bob.publicKey().thumbprint(), done.action(), done.subject(), AuditResult.REFUSED);
        assertThat(entries.subList(9, entries.size()))
                .extracting(AuditEntry::event, AuditEntry::count)
                .containsExactlyInAnyOrder(tuple(done, 3), tuple(refused, 1));
        assertThat(holds(system.serverKey())).isTrue();
        assertThat(replay(system.serverKey()).head()).map(Checkpoint::size).contains(11L);
    }

    @Test
    void aChangeThatIsTakenBackHasNoEntryAndARepeatedOneOnlyOne() {
        Thumbprint server = system.serverKey();
        assertThatThrownBy(() -> store.write(tables -> {
                    system.log().append(tables, event(AuditAction.DOMAIN_CREATE));
                    throw new RefusedException("not today");
                }))
                .isInstanceOf(RefusedException.class);
        assertThat(entries(server)).isEmpty();
        var invited = system.manager().inviteFirst("alice", system.terms(Purpose.OPERATOR));
        var request = system.request();
        system.claim(alice, invited, request);
        system.claim(alice, invited, request);
        assertThat(actions(server)).containsExactly("operator.invite done", "domain.claim done");
    }

    @Test
    void refusedStrangersFillNoDisk() {
        for (int i = 0; i < 500; i++) {
            system.log()
                    .note(new AuditEvent(
                            Bytes.utf8("stranger " + i).thumbprint(),
                            AuditAction.DECRYPT,
                            AuditSubject.NONE,
                            AuditResult.REFUSED));
        }
        system.log().flush();
        assertThat(entries(system.serverKey())).hasSize(Uses.MOST_REFUSED + 1);
        assertThat(entries(system.serverKey()).stream()
                        .mapToInt(AuditEntry::count)
                        .sum())
                .isEqualTo(500);
    }

    @Test
    void manyThreadsLoseNoUse() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        system.log().note(event(AuditAction.ENCRYPT));
                        if (i % 500 == 0) {
                            system.log().flush();
                            store.write(tables -> {
                                system.log().append(tables, event(AuditAction.TRUST_CREATE));
                                return tables;
                            });
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        system.log().close();
        assertThat(entries(system.serverKey()).stream()
                        .filter(entry -> entry.event().action() == AuditAction.ENCRYPT)
                        .mapToInt(AuditEntry::count)
                        .sum())
                .isEqualTo(16_000);
        assertThat(holds(system.serverKey())).isTrue();
    }

    @Test
    void aStoreThatWasRolledBackIsNoticedAtTheNextStart() {
        HeadFile head = new MemoryHeadFile();
        AuditLog.Identity identity =
                new AuditLog.Identity(system.genesis(), WHO, org.quorumkms.crypto.Ed25519Key.generate());
        AuditLog log = open(identity, head);
        log.record(AuditAction.SERVER_START, AuditSubject.NONE);
        log.close();
        open(identity, head).close();
        assertThat(actions(WHO)).containsExactly("server.start done");
        write("DELETE FROM audit_head");
        write("DELETE FROM audit_entry");
        write("DELETE FROM audit_log");
        open(identity, head).close();
        assertThat(actions(WHO)).containsExactly("audit.gap done");
        open(identity, head).close();
        assertThat(actions(WHO)).as("said once").containsExactly("audit.gap done");
    }

    private void write(String sql) {
        try (java.sql.Connection database =
                        java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("store.sqlite"));
                java.sql.Statement statement = database.createStatement()) {
            statement.executeUpdate(sql);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private AuditLog open(AuditLog.Identity identity, HeadFile head) {
        AuditLog log = new AuditLog(store, identity, head, java.time.Clock.systemUTC());
        log.open(List.of());
        return log;
    }

    private static AuditEvent event(AuditAction action) {
        return new AuditEvent(WHO, action, AuditSubject.NONE, AuditResult.DONE);
    }
}

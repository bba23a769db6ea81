package org.quorumkms.server.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.quorumkms.audit.Gaps;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.MerkleTree;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.server.manager.DomainUses;
import org.quorumkms.server.manager.MemoryHeadFile;
import org.quorumkms.server.manager.TestLogKeys;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.store.AuditStore;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/** The log of a real Manager over a real database. */
class AuditLogTest {

    private static final Thumbprint WHO = Bytes.utf8("somebody").thumbprint();

    private static final LogId LOG = LogId.first(WHO);

    @TempDir
    private Path folder;

    private final SigningKey alice = TestServer.actor(0);
    private final SigningKey bob = TestServer.actor(1);
    private final SigningKey client = TestServer.actor(2);
    private JdbcStore store;
    private TestServer system;
    private TestLogKeys keys;

    @BeforeEach
    void found() {
        store = JdbcStore.openSqlite(folder.resolve("store.sqlite"));
        system = new TestServer(store);
        keys = new TestLogKeys(system.hsm());
    }

    @AfterEach
    void close() {
        system.close();
    }

    private List<AuditEntry> entries(LogId log) {
        return store.read(tables -> tables.audit().entries(log, 0, 10_000)).stream()
                .map(AuditEntry::parse)
                .toList();
    }

    private List<String> actions(LogId log) {
        return entries(log).stream()
                .map(entry -> entry.event().action().text() + " "
                        + entry.event().result().text())
                .toList();
    }

    private LogReplay replay(LogId log) {
        LogReplay replay = new LogReplay(
                system.genesis(),
                log,
                system.hsms().stream().map(hsm -> hsm.keys().signing()).toList(),
                Optional.empty());
        store.read(tables -> tables.audit().keys(log)).forEach(replay::key);
        List<String> heads = store.read(tables -> tables.audit().heads(log, 0, 100)).stream()
                .map(AuditStore.Head::note)
                .collect(Collectors.toCollection(ArrayList::new));
        for (String entry : store.read(tables -> tables.audit().entries(log, 0, 10_000))) {
            replay.entry(entry);
            while (!heads.isEmpty() && Checkpoint.parse(heads.get(0)).size() <= replay.size()) {
                replay.head(heads.remove(0));
            }
        }
        heads.forEach(replay::head);
        return replay;
    }

    private boolean holds(LogId log) {
        return replay(log).checks().stream().allMatch(Check::ok);
    }

    @Test
    void everyChangeAndEveryUseIsThereWithWhoAndWhat() {
        Trust trust = system.found(alice, bob);
        Domain domain = system.claim(client, system.domain(alice, trust, "payroll"), system.request());
        SeenDomain seen = domain.seen();
        for (int i = 0; i < 3; i++) {
            system.manager().uses().createDataKey(TestServer.ec(client), seen, Bytes.of(new byte[0]));
        }
        assertThatThrownBy(() -> system.manager().uses().createDataKey(TestServer.ec(bob), seen, Bytes.of(new byte[0])))
                .isInstanceOf(KmsException.class);
        system.log().flush();
        system.log().sign();
        List<AuditEntry> entries = entries(first());
        assertThat(actions(first()).subList(0, 9))
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
        assertThat(holds(first())).isTrue();
        assertThat(replay(first()).head()).map(Checkpoint::size).contains(11L);
    }

    @Test
    void ofSeveralDataKeysInOneCallEachIsCounted() {
        Trust trust = system.found(alice, bob);
        SeenDomain seen = system.claim(client, system.domain(alice, trust, "payroll"), system.request())
                .seen();
        DomainUses uses = system.manager().uses();
        List<Bytes> contexts = Stream.of("1", "2", "3")
                .map(row -> new EncryptionContext(Map.of("row", row)).encoded())
                .toList();
        List<SealedDataKey> made = uses.createDataKeys(TestServer.ec(client), new CreateDataKeys(seen, contexts))
                .each();
        List<OpenDataKeys.Key> sealed = new ArrayList<>();
        for (int i = 0; i < contexts.size(); i++) {
            sealed.add(new OpenDataKeys.Key(made.get(i).sealed(), contexts.get(i)));
        }
        List<Opened> opened = uses.openDataKeys(TestServer.ec(client), new OpenDataKeys(seen, sealed))
                .each();
        assertThat(made).extracting(SealedDataKey::seen).containsOnly(seen);
        assertThat(opened).extracting(Opened::seen).containsOnly(seen);
        assertThat(opened.stream().map(one -> hex(one.data())).toList())
                .doesNotHaveDuplicates()
                .isEqualTo(made.stream().map(one -> hex(one.key())).toList());
        // One with another's context: of none is anything told.
        sealed.set(2, new OpenDataKeys.Key(made.get(2).sealed(), contexts.get(1)));
        assertThatThrownBy(() -> uses.openDataKeys(TestServer.ec(client), new OpenDataKeys(seen, sealed)))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> uses.createDataKeys(TestServer.ec(bob), new CreateDataKeys(seen, contexts)))
                .isInstanceOf(RefusedException.class);
        system.log().flush();
        List<AuditEntry> entries = entries(first());
        AuditSubject subject = AuditSubject.domain(seen);
        Thumbprint caller = client.publicKey().thumbprint();
        Thumbprint other = bob.publicKey().thumbprint();
        assertThat(entries.subList(9, entries.size()))
                .extracting(AuditEntry::event, AuditEntry::count)
                .containsExactlyInAnyOrder(
                        tuple(new AuditEvent(caller, AuditAction.DATA_KEY_CREATE, subject, AuditResult.DONE), 3),
                        tuple(new AuditEvent(caller, AuditAction.DATA_KEY_OPEN, subject, AuditResult.DONE), 3),
                        tuple(new AuditEvent(caller, AuditAction.DATA_KEY_OPEN, subject, AuditResult.NOT_VERIFIED), 1),
                        tuple(new AuditEvent(other, AuditAction.DATA_KEY_CREATE, subject, AuditResult.REFUSED), 1));
    }

    private static String hex(Data key) {
        try (SecretBytes bytes = key.take()) {
            return HexFormat.of().formatHex(bytes.exposed());
        }
    }

    @Test
    void aChangeThatIsTakenBackHasNoEntryAndARepeatedOneOnlyOne() {
        LogId server = first();
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
        assertThat(entries(first())).hasSize(Uses.MOST_REFUSED + 1);
        assertThat(entries(first()).stream().mapToInt(AuditEntry::count).sum()).isEqualTo(500);
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
        assertThat(entries(first()).stream()
                        .filter(entry -> entry.event().action() == AuditAction.ENCRYPT)
                        .mapToInt(AuditEntry::count)
                        .sum())
                .isEqualTo(16_000);
        assertThat(holds(first())).isTrue();
    }

    private LogId first() {
        return LogId.first(system.serverKey());
    }

    /** Section 9: that log is ended, and another one begins with the head that is missed. */
    @Test
    void aStoreThatWasRolledBackIsNoticedAtTheNextStart() {
        HeadFile head = new MemoryHeadFile();
        AuditLog log = open(head);
        log.record(AuditAction.SERVER_START, AuditSubject.NONE);
        log.close();
        open(head).close();
        assertThat(actions(LOG)).containsExactly("server.start done");
        String lost = head.read().orElseThrow();
        write("DELETE FROM audit_head WHERE server = '" + WHO + "'");
        write("DELETE FROM audit_entry WHERE server = '" + WHO + "'");
        write("DELETE FROM audit_key WHERE server = '" + WHO + "'");
        write("DELETE FROM audit_log WHERE server = '" + WHO + "'");
        open(head).close();
        assertThat(actions(LOG)).isEmpty();
        assertThat(actions(LOG.next())).containsExactly("audit.gap done");
        assertThat(entries(LOG.next()).get(0).event().subject().head()).contains(lost);
        assertThat(holds(LOG.next())).isTrue();
        AuditLog again = open(head);
        assertThat(again.id()).isEqualTo(LOG.next());
        again.record(AuditAction.SERVER_STOP, AuditSubject.NONE);
        again.close();
        assertThat(actions(LOG.next())).as("said once").containsExactly("audit.gap done", "server.stop done");
        Gaps gaps = new Gaps(system.genesis());
        gaps.note(LOG.next(), entries(LOG.next()).get(0).text());
        assertThat(gaps.of(LOG).map(gap -> gap.lost().text())).contains(lost);
    }

    /** What stands behind the newest head is compared with what the server itself wrote: it signs nothing that is another's. */
    @Test
    void whatIsRewrittenBehindAHeadIsNotSigned() {
        HeadFile head = new MemoryHeadFile();
        AuditLog log = open(head);
        log.record(AuditAction.SERVER_START, AuditSubject.NONE);
        log.sign();
        log.record(AuditAction.TRUST_SIGN, AuditSubject.trust(system.genesis()));
        write("UPDATE audit_log SET size = 1, tip = (SELECT tip FROM audit_log WHERE server = '" + first()
                + "') WHERE server = '" + WHO + "'");
        log.record(AuditAction.SERVER_STOP, AuditSubject.NONE);
        log.close();
        assertThat(actions(LOG.next())).containsExactly("audit.gap done", "server.stop done");
        assertThat(holds(LOG.next())).isTrue();
        assertThat(Checkpoint.parse(head.read().orElseThrow()).log(system.genesis()))
                .isEqualTo(LOG.next());
    }

    /** A change that is taken back while a log begins leaves nothing of it. */
    @Test
    void aLogThatBeginsInAChangeThatIsTakenBackBeginsAnew() {
        HeadFile head = new MemoryHeadFile();
        AuditLog log = open(head);
        log.record(AuditAction.SERVER_START, AuditSubject.NONE);
        write("UPDATE audit_log SET size = 0 WHERE server = '" + WHO + "'");
        assertThatThrownBy(() -> store.write(tables -> {
                    log.append(tables, log.own(AuditAction.TRUST_SIGN, AuditSubject.NONE));
                    throw new RefusedException("No.");
                }))
                .isInstanceOf(RefusedException.class);
        List<LogId> logs = store.read(tables -> tables.audit().logs());
        assertThat(logs).doesNotContain(LOG.next());
        log.record(AuditAction.SERVER_STOP, AuditSubject.NONE);
        assertThat(actions(LOG.next())).containsExactly("audit.gap done", "server.stop done");
        log.close();
        assertThat(holds(LOG.next())).isTrue();
    }

    /** One row for a head of more entries than there are ended the signing of heads for good, and nobody said so. */
    @Test
    void aForgedHeadEndsNothingAndIsFound() {
        HeadFile head = new MemoryHeadFile();
        AuditLog log = open(head);
        log.record(AuditAction.SERVER_START, AuditSubject.NONE);
        log.sign();
        String forged = Checkpoint.sign(
                        Checkpoint.origin(system.genesis(), LOG),
                        MerkleTree.of(1, List.of(Bytes.of(new byte[32]))),
                        Ed25519Key.generate())
                .text()
                .replaceFirst("\n1\n", "\n1000000\n");
        write("INSERT INTO audit_head (server, size, note) VALUES ('" + WHO + "', 1000000, '" + forged + "')");
        assertThat(holds(LOG)).as("it is said").isFalse();
        write("INSERT INTO audit_head (server, size, note) VALUES ('" + WHO + "', 2, 'no head at all')");
        log.record(AuditAction.SERVER_STOP, AuditSubject.NONE);
        log.sign();
        assertThat(Checkpoint.parse(head.read().orElseThrow()).size()).isEqualTo(2);
        assertThat(holds(LOG)).as("the server's own heads stand there again").isTrue();
        log.close();
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

    private AuditLog open(HeadFile head) {
        AuditLog log = new AuditLog(
                store, new AuditLog.Identity(system.genesis(), WHO), keys, head, java.time.Clock.systemUTC());
        log.open();
        log.start();
        return log;
    }

    /** kms-server invite may run beside the server, and writes its log too. */
    @Test
    void aCommandBesideTheServerEndsNoLog() {
        HeadFile head = new MemoryHeadFile();
        AuditLog server = open(head);
        server.record(AuditAction.SERVER_START, AuditSubject.NONE);
        AuditLog command = new AuditLog(
                store, new AuditLog.Identity(system.genesis(), WHO), keys, head, java.time.Clock.systemUTC());
        command.open();
        command.record(AuditAction.OPERATOR_INVITE, AuditSubject.NONE);
        server.record(AuditAction.TRUST_CREATE, AuditSubject.NONE);
        assertThat(server.id()).as("before the command ends").isEqualTo(LOG);
        command.close();
        server.record(AuditAction.SERVER_STOP, AuditSubject.NONE);
        server.close();
        assertThat(actions(LOG))
                .containsExactly("server.start done", "operator.invite done", "trust.create done", "server.stop done");
        assertThat(holds(LOG)).isTrue();
        open(head).close();
        List<LogId> logs = store.read(tables -> tables.audit().logs());
        assertThat(logs).doesNotContain(LOG.next());
    }

    private static AuditEvent event(AuditAction action) {
        return new AuditEvent(WHO, action, AuditSubject.NONE, AuditResult.DONE);
    }
}

package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.client.ClientSession;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;
import org.quorumkms.it.system.Dropped;
import org.quorumkms.it.system.Editor;
import org.quorumkms.it.system.Party;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * The histories that broke the second edition's drafts (docs/model/revisions.als, proof), with real servers on one database
 * that an adversary edits: he has a controller who is removed, an HSM that was dropped, and one operator. The first server made
 * everything and remembers it; the second remembers only what a history has it do.
 */
@Tag("ring2")
@Tag("larger")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HistoriesIT {

    private static final EncryptionContext CONTEXT = EncryptionContext.decode(Bytes.of(new byte[0]));
    private static final SecureRandom RANDOM = new SecureRandom();

    private EmbeddedPostgres postgres;
    private Cluster cluster;
    private Editor rows;
    private Kms kms;
    private Party mallory;
    private Subject beforeTheMove;
    private TestHsm staying;
    private Dropped dropped;
    private Thumbprint newest;

    /** A Domain that was made at the first server, with the client that claimed it there. */
    private record Subject(DomainId id, Party client) {}

    @BeforeAll
    void found(@TempDir Path folder) throws Exception {
        postgres = EmbeddedPostgres.start();
        cluster = new Cluster(
                folder, Database.of(postgres), new Cluster.Founding(2, 2, List.of("alice", "bob", "eve"), 2));
        rows = cluster.editor();
        kms = new Kms(folder);
        newest = cluster.founding();
        mallory = made("mallorys").client();
        beforeTheMove = made("before the move");
        staying = cluster.nodes().get(0).hsm("h2");
        TestHsm h1 = cluster.nodes().get(0).hsm("h1");
        dropped = new Dropped(h1, cluster.operator(0).trusts().line(newest));
        newest = withoutTheFirstHsm().thumbprint();
    }

    private Trust withoutTheFirstHsm() {
        Session alice = cluster.operator(0);
        return cluster.trust(new TrustPlan(
                TrustKind.SUCCESSOR,
                newest,
                alice.hsms().all().stream()
                        .filter(hsm -> !hsm.keys().label().equals("h1"))
                        .map(HsmEntry::fingerprint)
                        .toList(),
                alice.operators().all().stream().map(OperatorView::thumbprint).toList(),
                2,
                "h1 is dropped"));
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop();
        postgres.close();
    }

    private Subject made(String name) {
        Party client = cluster.newParty();
        Invited invited = cluster.operator(0).changes().create(newest, name, Purpose.ENCRYPT);
        client.claim(invited.invitation(), cluster.only(0), cluster.serverKeys());
        return new Subject(invited.domain().body().id(), client);
    }

    /** A Domain of which mallory was a controller: revision 2, and its client, who removed her, has seen 4. */
    private Subject withoutMallory(String name) {
        Subject made = made(name);
        share(made, 0, mallory);
        unshare(made, 0, mallory);
        return made;
    }

    private void share(Subject subject, int server, Party with) {
        subject.client().client(cluster.only(server)).sharing().share(subject.id(), with.controller("another"));
    }

    private void unshare(Subject subject, int server, Party from) {
        subject.client().client(cluster.only(server)).sharing().unshare(subject.id(), List.of(from.key()));
    }

    /** What is there now, as the database has it. */
    private ExportedDomain whole(DomainId id) {
        Domain domain = rows.domain(id);
        return new ExportedDomain(
                domain,
                cluster.operator(0).trusts().line(domain.body().trust()),
                org.quorumkms.signed.Thumbprints.of(rows
                        .query(
                                "SELECT thumbprint FROM revision WHERE domain = ? AND number < ? ORDER BY number",
                                id.value(),
                                domain.body().revision())
                        .stream()
                        .map(Thumbprint::new)
                        .toList()));
    }

    /** An earlier revision, with what was before it. */
    private ExportedDomain at(DomainId id, int revision) {
        ExportedDomain now = whole(id);
        Domain earlier = Domain.parse(
                rows.query("SELECT document FROM revision WHERE domain = ? AND number = ?", id.value(), revision)
                        .get(0));
        return new ExportedDomain(
                earlier,
                cluster.operator(0).trusts().line(earlier.body().trust()),
                now.earlier().part(0, revision - 1));
    }

    /** Seals and opens again. */
    private void uses(Subject subject, int server) {
        ClientSession client = subject.client().client(cluster.only(server));
        try (SecretBytes data = SecretBytes.owning("salaries".getBytes(StandardCharsets.UTF_8))) {
            Bytes sealed = client.encrypt(subject.id(), CONTEXT, data);
            try (SecretBytes opened = client.decrypt(subject.id(), CONTEXT, sealed)) {
                assertThat(new String(opened.exposed(), StandardCharsets.UTF_8)).isEqualTo("salaries");
            }
        }
    }

    private <E extends Throwable> void refuses(Subject subject, int server, Class<E> how) {
        assertThatThrownBy(() -> uses(subject, server)).isInstanceOf(how);
    }

    private void aliceRefuses(Subject subject, int server) {
        assertThatThrownBy(() -> cluster.operator(server).domains().newest(subject.id()))
                .isInstanceOf(KmsException.class);
    }

    /** What mallory asks of the bare service, for whatever revision the database shows. */
    private void servesMalloryNothing(Subject subject, int server) {
        SeenDomain shown = rows.domain(subject.id()).seen();
        assertThatThrownBy(() -> mallory.service(cluster.only(server))
                        .call(service -> service.createDataKey(shown, CONTEXT.encoded())))
                .isInstanceOf(KmsException.class);
    }

    private void handsOver(Party party, int server, ExportedDomain document) {
        RequestId id = RequestId.random(RANDOM);
        party.handOver(cluster.only(server)).call(service -> {
            service.handOver(id, document.toText());
            return document;
        });
    }

    /** One operator's word is enough for a move, and she looks at nothing. */
    private void eveMoves(ExportedDomain shown, int server) {
        RequestId id = RequestId.random(RANDOM);
        cluster.operator("eve")
                .operatorService(cluster.only(server))
                .call(service ->
                        service.moveDomain(id, new MoveDomain(shown.domain().seen(), newest, "")));
    }

    private void eveRotates(DomainId domain, int server) {
        RequestId id = RequestId.random(RANDOM);
        SeenDomain shown = rows.domain(domain).seen();
        cluster.operator("eve")
                .operatorService(cluster.only(server))
                .call(service -> service.rotateDomain(id, shown, 0));
    }

    /** A server looks into its store at least every second. */
    private static void awaitRead() {
        Awaitility.await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
    }

    /** F1: an honest HSM moves what a dropped one signed. */
    @Test
    @Order(1)
    void aDroppedHsmLaundersARevisionThroughAMove() {
        Subject payroll = beforeTheMove;
        share(payroll, 0, mallory);
        VerifiedTrust target = cluster.operator(0)
                .trusts()
                .shown()
                .verified(cluster.operator(0).trusts().shown().find(newest).orElseThrow())
                .orElseThrow();
        cluster.operator(0).changes().move(payroll.id(), target);
        unshare(payroll, 0, mallory);
        launders(payroll, whole(payroll.id()));
    }

    /** "A" of the proof: the same for a Domain that never stood under the dropped HSM's Trust. */
    @Test
    @Order(1)
    void aDroppedHsmLaundersADomainThatItNeverHad() {
        Subject archive = withoutMallory("archive");
        launders(archive, whole(archive.id()));
    }

    private void launders(Subject subject, ExportedDomain right) {
        cluster.operator(0).domains().newest(subject.id());
        ExportedDomain forged = dropped.after(right, mallory.controller("mallory"));
        rows.put(forged);
        eveMoves(forged, 1);
        Domain laundered = rows.domain(subject.id());
        assertThat(laundered.body().revision()).isEqualTo(right.domain().body().revision() + 2);
        assertThat(laundered.body().trust()).isEqualTo(newest);
        // The first server remembers what it made; who saw it takes the other from nobody.
        refuses(subject, 0, ClosedException.class);
        servesMalloryNothing(subject, 0);
        refuses(subject, 1, VerificationException.class);
        aliceRefuses(subject, 1);
        rows.put(right);
        awaitRead();
        uses(subject, 0);
    }

    /** F2: the forged revision as it is, for a server that remembers what was before it. */
    @Test
    @Order(1)
    void aServersMemoryHoldsUnderWhichTrustADomainStood() {
        Subject subject = withoutMallory("F2");
        ExportedDomain right = whole(subject.id());
        rows.put(dropped.after(right, mallory.controller("mallory")));
        servesMalloryNothing(subject, 0);
        refuses(subject, 0, ClosedException.class);
        rows.put(right);
        awaitRead();
        uses(subject, 0);
    }

    /** F2: nothing comes after a tombstone, wherever it is taken in. */
    @Test
    @Order(1)
    void aServersMemoryHoldsThatADomainIsDeleted() {
        Subject subject = made("F2 deleted");
        ExportedDomain right = whole(subject.id());
        DomainHistory deleted =
                DomainHistory.of(right).deleted(staying, Bytes.utf8("an order").thumbprint());
        cluster.operator(0).domains().importFile(deleted.exported());
        refuses(subject, 0, KmsException.class);
        DomainHistory alive = DomainHistory.of(right).then(staying).then(staying);
        rows.put(alive.exported());
        refuses(subject, 0, KmsException.class);
        assertThatThrownBy(() -> cluster.operator(0).domains().importFile(alive.exported()))
                .isInstanceOf(KmsException.class);
    }

    /** F3: memory before row, whatever is handed over. */
    @Test
    @Order(1)
    void whatIsHandedOverMustDescendFromWhatIsRemembered() {
        Subject subject = withoutMallory("F3");
        ExportedDomain right = whole(subject.id());
        ExportedDomain withMallory = at(subject.id(), 3);
        rows.put(at(subject.id(), 2));
        assertThatThrownBy(() -> handsOver(mallory, 0, withMallory)).isInstanceOf(KmsException.class);
        ExportedDomain forged = DomainHistory.of(withMallory).then(staying).exported();
        assertThatThrownBy(() -> handsOver(mallory, 0, forged)).isInstanceOf(KmsException.class);
        rows.put(withMallory);
        servesMalloryNothing(subject, 0);
        uses(subject, 0);
        assertThat(rows.domain(subject.id()).seen()).isEqualTo(right.domain().seen());
    }

    /** F3: what was taken in is remembered. */
    @Test
    @Order(1)
    void whatWasTakenInIsRemembered() {
        Subject subject = withoutMallory("F3 taken in");
        ExportedDomain withMallory = at(subject.id(), 3);
        rows.put(withMallory);
        // The second server knows nothing of it: its client, who saw more, hands it over.
        uses(subject, 1);
        rows.put(withMallory);
        awaitRead();
        servesMalloryNothing(subject, 1);
        uses(subject, 1);
    }

    /** F4: a fork in the store, and what the server remembers is handed back to it. */
    @Test
    @Order(1)
    void theRememberedRevisionIsHandedBackOverAFork() {
        Subject subject = withoutMallory("F4");
        ExportedDomain right = whole(subject.id());
        rows.put(at(subject.id(), 3));
        eveRotates(subject.id(), 1);
        refuses(subject, 0, ClosedException.class);
        cluster.operator(0)
                .domains()
                .importFile(subject.client()
                        .client(cluster.only(0))
                        .memory()
                        .kept(subject.id())
                        .orElseThrow());
        uses(subject, 0);
        assertThat(rows.domain(subject.id()).seen()).isEqualTo(right.domain().seen());
    }

    /** F6 and F7: who alone holds the newest is a stranger to the server, and came late; it proves all of it. */
    @Test
    @Order(1)
    void whoAloneHoldsTheNewestExportsIt() {
        Subject subject = made("F6");
        ExportedDomain early = whole(subject.id());
        Party late = cluster.newParty();
        late.claim(
                cluster.operator(0)
                        .changes()
                        .create(newest, "F6 late", Purpose.ENCRYPT)
                        .invitation(),
                cluster.only(0),
                cluster.serverKeys());
        ClientSession sharer = subject.client().client(cluster.only(0));
        late.take(sharer.sharing().share(subject.id(), late.controller("late")), cluster.only(0));
        sharer.sharing().unshare(subject.id(), List.of(subject.client().key()));
        Subject held = new Subject(subject.id(), late);
        uses(held, 0);
        rows.put(early);
        refuses(held, 1, KmsException.class);
        ExportedDomain kept =
                late.client(cluster.only(1)).memory().kept(subject.id()).orElseThrow();
        assertThat(kept.earlier().get(1)).isEqualTo(early.domain().thumbprint());
        cluster.operator(1).domains().importFile(kept);
        uses(held, 1);
        uses(held, 0);
    }

    /** F9: a claimer is given what was not made for it, laundered. */
    @Test
    @Order(1)
    void aClaimerTakesOnlyWhatComesFromTheRevisionOfItsInvitation() {
        Invited invited = cluster.operator(0).changes().create(newest, "F9", Purpose.ENCRYPT);
        DomainId id = invited.domain().body().id();
        ExportedDomain right = invited.exported();
        for (ExportedDomain forged : List.of(dropped.unclaimedBeside(right), dropped.unclaimedAfter(right))) {
            rows.put(forged);
            assertThatThrownBy(
                            () -> cluster.newParty().claim(invited.invitation(), cluster.only(1), cluster.serverKeys()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("D4");
        }
        rows.put(dropped.unclaimedBeside(right));
        eveMoves(whole(id), 1);
        assertThat(rows.domain(id).body().trust()).isEqualTo(newest);
        assertThatThrownBy(() -> cluster.newParty().claim(invited.invitation(), cluster.only(1), cluster.serverKeys()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("D4");
        rows.put(right);
        cluster.newParty().claim(invited.invitation(), cluster.only(0), cluster.serverKeys());
    }

    /** F8: a server that died between the commit and its memory stands by what it may have said. */
    @Test
    @Order(2)
    void aKilledServerStandsByWhatItMayHaveSaid() throws Exception {
        Subject unanswered = withoutMallory("F8");
        Subject forked = withoutMallory("F8 forked");
        ExportedDomain right = whole(unanswered.id());
        cluster.nodes().get(0).kill();
        asBeforeItWasFirm(unanswered);
        asBeforeItWasFirm(forked);
        rows.put(at(unanswered.id(), 3));
        rows.put(at(forked.id(), 3));
        eveRotates(forked.id(), 1);
        cluster.nodes().get(0).start();
        assertThat(rows.domain(unanswered.id()).seen()).isEqualTo(right.domain().seen());
        servesMalloryNothing(unanswered, 0);
        uses(unanswered, 0);
        // Another stands in its place: the Domain is closed here until it is chosen.
        refuses(forked, 0, ClosedException.class);
        servesMalloryNothing(forked, 0);
    }

    /** The server's memory as it is after the commit and before it was made firm. */
    private void asBeforeItWasFirm(Subject subject) throws SQLException {
        ExportedDomain now = whole(subject.id());
        ExportedDomain before = at(subject.id(), now.domain().body().revision() - 1);
        String id = subject.id().value();
        int number = now.domain().body().revision();
        inMemory(
                "UPDATE domain SET descent = ? WHERE id = ?",
                org.quorumkms.json.Json.write(
                        org.quorumkms.domain.Descent.of(before.domain()).toJson()),
                id);
        inMemory("UPDATE kept SET document = ? WHERE id = ?", before.domain().toText(), id);
        inMemory("DELETE FROM revision WHERE id = ? AND number >= ?", id, number);
        inMemory(
                "INSERT INTO pending (id, number, document) VALUES (?, ?, ?)",
                id,
                number,
                now.domain().toText());
    }

    private void inMemory(String sql, Object... values) throws SQLException {
        try (Connection memory = DriverManager.getConnection(
                        "jdbc:sqlite:" + cluster.nodes().get(0).home().resolve("memory.sqlite"));
                PreparedStatement statement = memory.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /** S1: a fail-over of the database lost a revision, and an honest operator made another in its place. */
    @Test
    @Order(3)
    void afterALostFailOverEachChoosesByHand() throws Exception {
        Subject subject = withoutMallory("S1");
        cluster.operator(0).domains().newest(subject.id());
        rows.put(at(subject.id(), 3));
        cluster.operator("bob").operator(cluster.only(1)).changes().rotate(subject.id(), Duration.ZERO);
        Thumbprint chosen = rows.domain(subject.id()).thumbprint();
        refuses(subject, 0, ClosedException.class);
        assertThatThrownBy(() -> uses(subject, 1))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("forked")
                .hasMessageContaining("domain repin S1 --thumbprint " + chosen);
        aliceRefuses(subject, 1);
        String id = subject.id().value();
        String client = subject.client().home().folder().getFileName().toString();
        String there = cluster.only(1).get(0).toString();
        kms.client(client, "--server", there, "domain", "repin", id, "--thumbprint", chosen)
                .exits(2);
        kms.client(client, "--server", there, "domain", "repin", id, "--thumbprint", chosen, "--yes")
                .ok();
        kms.operator("alice", "--server", there, "domain", "repin", id, "--thumbprint", chosen, "--yes")
                .ok();
        uses(subject, 1);
        cluster.operator(1).domains().newest(subject.id());
        cluster.nodes().get(0).stop();
        kms.serverOf("server1", "domain", "repin", id, "--thumbprint", chosen, "--yes")
                .ok();
        cluster.nodes().get(0).start();
        uses(subject, 0);
    }

    /** S2 and S4: a server without memory was shown an old row, and one remembers what nobody holds any more. */
    @Test
    @Order(4)
    void aServerThatIsStuckIsPutRightByHand() throws Exception {
        Subject shown = withoutMallory("S2");
        ExportedDomain right = whole(shown.id());
        rows.put(at(shown.id(), 3));
        RequestId request = RequestId.random(RANDOM);
        SeenDomain old = rows.domain(shown.id()).seen();
        mallory.service(cluster.only(1))
                .call(service -> service.changeControllers(
                        request,
                        new ChangeControllers(
                                old, List.of(), List.of(shown.client().key()))));
        rows.put(right);
        refuses(shown, 1, KmsException.class);
        assertThatThrownBy(() -> cluster.operator(1).domains().importFile(right))
                .isInstanceOf(KmsException.class);

        Subject lost = withoutMallory("S4");
        uses(lost, 1);
        rows.put(at(lost.id(), 3));
        awaitRead();
        assertThatThrownBy(() -> eveRotates(lost.id(), 1)).isInstanceOf(BehindException.class);

        cluster.nodes().get(1).stop();
        kms.serverOf(
                        "server2",
                        "domain",
                        "repin",
                        shown.id(),
                        "--thumbprint",
                        right.domain().thumbprint(),
                        "--yes")
                .ok();
        String doctor = kms.serverOf("server2", "doctor").out();
        Matcher digest = Pattern.compile("--lost ([A-Za-z0-9_-]{43})").matcher(doctor);
        assertThat(digest.find()).as(doctor).isTrue();
        assertThat(doctor).contains(lost.id().value());
        kms.serverOf("server2", "domain", "repin", "--lost", "A".repeat(43))
                .exits(1)
                .says("has changed");
        kms.serverOf("server2", "domain", "repin", "--lost", digest.group(1)).ok();
        cluster.nodes().get(1).start();
        uses(shown, 1);
        eveRotates(lost.id(), 1);
    }
}

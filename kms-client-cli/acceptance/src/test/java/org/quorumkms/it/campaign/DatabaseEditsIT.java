package org.quorumkms.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.client.ClientSession;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;
import org.quorumkms.it.system.Editor;
import org.quorumkms.it.system.Party;
import org.quorumkms.net.ServicePool;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.order.Decision;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Check;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * Somebody who holds no key edits the database under a running server. He can stop the service, and nothing else: no
 * member, approval or controller more, no Domain in another's place, nothing older that who saw the newer one takes.
 */
@Tag("ring2")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseEditsIT {

    private static final Pattern PAYLOAD = Pattern.compile("\"payload\":\"([^\"]*)\"");

    private static final EncryptionContext NO_CONTEXT = EncryptionContext.decode(Bytes.of(new byte[0]));

    private Cluster cluster;
    private Editor rows;
    private Session operator;
    private OperatorView alice;
    private Party client;
    private Party mallory;
    private DomainId payroll;
    private String payrollInvitation;
    private ExportedDomain unclaimedPayroll;
    private DomainId mallorys;

    @BeforeAll
    void found(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.resolve("system"), Database.sqlite(), 1);
        rows = cluster.editor();
        operator = cluster.operator(0);
        alice = operator().self();
        client = cluster.newParty();
        mallory = cluster.newParty();
        Invited invited = operator.changes().create(cluster.founding(), "payroll", Purpose.ENCRYPT);
        payroll = invited.domain().body().id();
        payrollInvitation = invited.invitation();
        unclaimedPayroll = invited.exported();
        client.claim(payrollInvitation, cluster.addresses(0), cluster.serverKeys());
        mallorys = mallory.claim(
                        operator.changes()
                                .create(cluster.founding(), "mallorys", Purpose.ENCRYPT)
                                .invitation(),
                        cluster.addresses(0),
                        cluster.serverKeys())
                .body()
                .id();
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop();
    }

    private void edit(String sql, Object... values) {
        rows.edit(sql, values);
    }

    private List<String> query(String sql, Object... values) {
        return rows.query(sql, values);
    }

    private String document(DomainId id) {
        return rows.document(id);
    }

    /** Puts another document where a Domain's is, does something, and puts the right one back. */
    private void withDocument(DomainId id, String other, Runnable work) {
        String right = document(id);
        edit("UPDATE domain SET document = ? WHERE id = ?", other, id.value());
        awaitServed();
        try {
            work.run();
        } finally {
            edit("UPDATE domain SET document = ? WHERE id = ?", right, id.value());
            awaitServed();
        }
    }

    /** A server serves a Domain for at most a second without looking into its store. */
    private static void awaitServed() {
        Awaitility.await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);
    }

    /** The document with its payload changed, which no HSM signed. */
    private static String forged(String document, String from, String to) {
        Matcher payload = PAYLOAD.matcher(document);
        assertThat(payload.find()).isTrue();
        String text = new String(Bytes.fromBase64Url(payload.group(1)).toArray(), StandardCharsets.UTF_8);
        assertThat(text).contains(from);
        return document.replace(
                payload.group(1), Bytes.utf8(text.replace(from, to)).base64Url());
    }

    private ClientSession as(Party party) {
        return party.client(cluster.addresses(0));
    }

    private Bytes sealedBy(Party party, DomainId domain) {
        try (SecretBytes data = SecretBytes.owning("salaries".getBytes(StandardCharsets.UTF_8))) {
            return as(party).encrypt(domain, NO_CONTEXT, data);
        }
    }

    private String opened(Party party, DomainId domain, Bytes sealed) {
        try (SecretBytes data = as(party).decrypt(domain, NO_CONTEXT, sealed)) {
            return new String(data.exposed(), StandardCharsets.UTF_8);
        }
    }

    /** What mallory asks of the bare service. */
    private void refusesMallory(SeenDomain seen) {
        ServicePool<ClientService> service = mallory.service(cluster.addresses(0));
        Bytes context = NO_CONTEXT.encoded();
        assertThatThrownBy(() -> service.call(server -> server.createDataKey(seen, context)))
                .isInstanceOf(KmsException.class);
        assertThatThrownBy(() -> service.call(server -> server.domain(seen.id())))
                .isInstanceOf(KmsException.class);
    }

    private SeenDomain seen(DomainId id) {
        return Domain.parse(document(id)).seen();
    }

    @Test
    void aRowMakesNoController() {
        edit(
                "INSERT INTO domain_controller (domain, controller, since) VALUES (?, ?, 1)",
                payroll.value(),
                mallory.key().value());
        try {
            assertThat(as(mallory).domains())
                    .noneMatch(domain -> domain.seen().id().equals(payroll));
            refusesMallory(seen(payroll));
        } finally {
            edit(
                    "DELETE FROM domain_controller WHERE domain = ? AND controller = ?",
                    payroll.value(),
                    mallory.key().value());
        }
    }

    @Test
    void aForgedDocumentMakesNoController() {
        Bytes sealed = sealedBy(client, payroll);
        SeenDomain seen = seen(payroll);
        String forged =
                forged(document(payroll), client.key().value(), mallory.key().value());
        withDocument(payroll, forged, () -> {
            refusesMallory(seen);
            assertThatThrownBy(() -> opened(client, payroll, sealed)).isInstanceOf(KmsException.class);
        });
        assertThat(opened(client, payroll, sealed)).isEqualTo("salaries");
    }

    /** The client would seal under keys that mallory can use; the server puts the row right, since it made what stood there. */
    @Test
    void aDomainInAnothersPlaceIsNotUsed() {
        SeenDomain before = seen(payroll);
        withDocument(payroll, document(mallorys), () -> {
            Bytes sealed = sealedBy(client, payroll);
            assertThat(Domain.parse(document(payroll)).seen()).isEqualTo(before);
            assertThatThrownBy(() -> opened(mallory, payroll, sealed)).isInstanceOf(KmsException.class);
            assertThat(as(client).domains())
                    .as("what the home knows of its own is not taken back")
                    .singleElement()
                    .satisfies(domain -> assertThat(domain.seen()).isEqualTo(before));
            assertThatThrownBy(() -> mallory.service(cluster.addresses(0))
                            .call(server -> server.createDataKey(
                                    new SeenDomain(payroll, 1, before.thumbprint()), NO_CONTEXT.encoded())))
                    .isInstanceOf(KmsException.class);
        });
    }

    /** Revision 1, which a used invitation would claim again: the server gives the store back what it lost. */
    @Test
    void anOlderRowIsPutRightFromTheServersMemory() {
        Bytes sealed = sealedBy(client, payroll);
        String newest = document(payroll);
        rows.put(unclaimedPayroll);
        awaitServed();
        Party thief = cluster.newParty();
        assertThatThrownBy(() -> thief.claim(payrollInvitation, cluster.addresses(0), cluster.serverKeys()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("unknown, used or expired");
        assertThat(opened(client, payroll, sealed)).isEqualTo("salaries");
        assertThat(document(payroll)).isEqualTo(newest);
    }

    /** O1: once; and where the row is rolled back and the order's forgotten, by what server and console saw. */
    @Test
    void anOrderIsCarriedOutOnceThoughTheDatabaseIsRolledBack() {
        DomainId archive = operator.changes()
                .create(cluster.founding(), "archive", Purpose.ENCRYPT)
                .domain()
                .body()
                .id();
        VerifiedDomain before = operator.domains().newest(archive);
        ExportedDomain old = operator.domains().asShown(archive);
        org.quorumkms.order.Order order =
                operator.orders().create(before, new Decision.Disable(), "").order();
        assertThatThrownBy(() -> operator.orders().run(order))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0 of the 1 approvals");
        operator.orders().approve(order);
        operator.orders().run(order);
        assertThatThrownBy(() -> operator.orders().run(order)).hasMessageContaining("O1");
        edit("UPDATE domain_order SET carried_out = NULL WHERE domain = ?", archive.value());
        rows.put(old);
        awaitServed();
        assertThatThrownBy(() -> operator.orders().run(order)).hasMessageContaining("O1");
        assertThat(operator.domains().newest(archive).body().revision()).isEqualTo(2);
        // A row makes no approval of an order either.
        org.quorumkms.order.Order enable = operator.orders()
                .create(operator.domains().newest(archive), new Decision.Enable(order.thumbprint()), "")
                .order();
        edit(
                "INSERT INTO order_signature SELECT ?, kid, 0, document FROM order_signature WHERE domain_order = ?",
                enable.thumbprint().value(),
                order.thumbprint().value());
        assertThatThrownBy(() -> operator.orders().run(enable)).hasMessageContaining("0 of the 1 approvals");
        edit(
                "DELETE FROM order_signature WHERE domain_order = ?",
                enable.thumbprint().value());
    }

    @Test
    void aRowMakesNoOperator() {
        String own = query("SELECT document FROM domain WHERE purpose = 'operator' AND name = 'alice'")
                .get(0);
        String controller = Domain.parse(own).body().controllers().get(0).key().value();
        DomainId id = Domain.parse(own).body().id();
        Session asMallory = mallory.operator(cluster.addresses(0));
        edit(
                "INSERT INTO domain_controller (domain, controller, since) VALUES (?, ?, 1)",
                id.value(),
                mallory.key().value());
        try {
            assertThatThrownBy(asMallory.trusts()::shown).isInstanceOf(RefusedException.class);
            withDocument(id, forged(own, controller, mallory.key().value()), () -> {
                assertThatThrownBy(asMallory.trusts()::shown).isInstanceOf(KmsException.class);
                assertThatThrownBy(() -> operator().self()).isInstanceOf(KmsException.class);
            });
        } finally {
            edit(
                    "DELETE FROM domain_controller WHERE domain = ? AND controller = ?",
                    id.value(),
                    mallory.key().value());
        }
        assertThat(operator().self().thumbprint()).isEqualTo(alice.thumbprint());
    }

    private Trust proposed() {
        return operator.trusts()
                .create(new TrustPlan(
                        TrustKind.BRANCH,
                        cluster.founding(),
                        operator.hsms().all().stream()
                                .map(HsmEntry::fingerprint)
                                .toList(),
                        List.of(alice.thumbprint()),
                        1,
                        ""));
    }

    /** An approval of another Trust, and one of somebody else's in its name. */
    @Test
    void aRowMakesNoApproval() {
        Trust trust = proposed();
        String approval = query(
                        "SELECT document FROM trust_signature WHERE trust = ? AND kind = 'kms-trust-approval'",
                        cluster.founding().value())
                .get(0);
        edit(
                "INSERT INTO trust_signature (trust, kind, kid, position, document) VALUES (?, ?, ?, 0, ?)",
                trust.thumbprint().value(),
                "kms-trust-approval",
                alice.thumbprint().value(),
                approval);
        assertThatThrownBy(() -> operator.trusts().sign(trust.thumbprint(), List.of()))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("has 0 of the 1 approvals it needs");
        edit("DELETE FROM trust_signature WHERE trust = ?", trust.thumbprint().value());
    }

    @Test
    void anEditedProposalIsAnotherAndHasNoApproval() {
        Trust trust = proposed();
        String payload = query(
                        "SELECT payload FROM trust WHERE thumbprint = ?",
                        trust.thumbprint().value())
                .get(0);
        String text = new String(Bytes.fromBase64Url(payload).toArray(), StandardCharsets.UTF_8);
        assertThat(text).contains("\"quorum\":1");
        edit(
                "UPDATE trust SET payload = ? WHERE thumbprint = ?",
                Bytes.utf8(text.replace("\"name\":\"alice\"", "\"name\":\"alicia\""))
                        .base64Url(),
                trust.thumbprint().value());
        try {
            assertThatThrownBy(() -> operator.trusts().approve(trust)).isInstanceOf(VerificationException.class);
        } finally {
            edit(
                    "UPDATE trust SET payload = ? WHERE thumbprint = ?",
                    payload,
                    trust.thumbprint().value());
        }
    }

    /** Mallory's own HSM under the name of one of ours: its statement is another system's, or its keys are not those. */
    @Test
    void aRowMakesNoHsm() {
        HsmEntry right = operator.hsms().all().get(0);
        HsmEntry other = operator.hsms().create("other");
        String statement = query(
                        "SELECT statement FROM hsm WHERE fingerprint = ?",
                        other.fingerprint().value())
                .get(0);
        String own = query(
                        "SELECT statement FROM hsm WHERE fingerprint = ?",
                        right.fingerprint().value())
                .get(0);
        edit(
                "UPDATE hsm SET statement = ? WHERE fingerprint = ?",
                statement,
                right.fingerprint().value());
        try {
            assertThat(operator.hsms().all())
                    .extracting(HsmEntry::keys)
                    .extracting(HsmKeys::fingerprint)
                    .containsOnly(other.fingerprint());
            assertThatThrownBy(() -> operator.trusts()
                            .create(new TrustPlan(
                                    TrustKind.BRANCH,
                                    cluster.founding(),
                                    List.of(right.fingerprint()),
                                    List.of(alice.thumbprint()),
                                    1,
                                    "")))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another Trust than was asked for");
        } finally {
            edit(
                    "UPDATE hsm SET statement = ? WHERE fingerprint = ?",
                    own,
                    right.fingerprint().value());
        }
    }

    /** The newest Trust of a line is taken out: the server gives it back before another can be signed in its place. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aTrustThatWasTakenOutIsNoticedAndComesBack() {
        TrustPlan plan = new TrustPlan(
                TrustKind.SUCCESSOR,
                cluster.founding(),
                operator.hsms().all().stream().map(HsmEntry::fingerprint).toList(),
                List.of(alice.thumbprint()),
                1,
                "");
        Trust seen = operator.trusts().create(plan);
        operator.trusts().approve(seen);
        operator.trusts().sign(seen.thumbprint(), List.of());
        follow();
        String gone = seen.thumbprint().value();
        edit("DELETE FROM way_forward WHERE trust = ?", gone);
        edit("DELETE FROM trust_signature WHERE trust = ?", gone);
        edit("DELETE FROM trust WHERE thumbprint = ?", gone);
        assertThatThrownBy(() -> operator().trusts().create(plan))
                .hasMessageContaining("has a signed successor already");
        follow();
        assertThat(query("SELECT thumbprint FROM trust WHERE thumbprint = ?", gone))
                .hasSize(1);
    }

    /** As a console does, at the beginning of each command. */
    private void follow() {
        operator().begin((founding, newest) -> Optional.of(true));
    }

    private Session operator() {
        return cluster.operator(0);
    }

    private LogReplay replay(Optional<SeenHead> seen) {
        AuditLogView log = operator.audits().logs().get(0);
        LogReplay replay = new LogReplay(
                operator.genesis(),
                log.log(),
                operator.hsms().all().stream().map(hsm -> hsm.keys().signing()).toList(),
                seen);
        operator.audits().all(log, replay);
        return replay;
    }

    private boolean holds(Optional<SeenHead> seen) {
        return replay(seen).checks().stream().allMatch(Check::ok);
    }

    /** The head is signed at a stop: so the server is stopped and started once. */
    @Test
    @Order(1)
    void anEditedOrCutAuditLogIsFound() throws Exception {
        sealedBy(client, payroll);
        cluster.nodes().get(0).stop();
        cluster.nodes().get(0).start();
        assertThat(holds(Optional.empty())).isTrue();
        SeenHead head = SeenHead.of(replay(Optional.empty()).head().orElseThrow());
        String entry = query("SELECT entry FROM audit_entry WHERE position = 3").get(0);
        edit("UPDATE audit_entry SET entry = ? WHERE position = 3", entry.replace("done", "refused"));
        assertThat(holds(Optional.empty())).isFalse();
        edit("UPDATE audit_entry SET entry = ? WHERE position = 3", entry);
        assertThat(holds(Optional.of(head))).isTrue();
        assertThatThrownBy(() -> cutted(() -> replay(Optional.of(head))))
                .as("the entries behind a cut are missed")
                .isInstanceOf(VerificationException.class);
    }

    private void cutted(Runnable work) {
        List<String> numbers = query("SELECT position FROM audit_entry ORDER BY position");
        String last = numbers.get(numbers.size() - 1);
        String whole = "server, position, who, domain, time, entry";
        edit("CREATE TABLE cut AS SELECT " + whole + " FROM audit_entry WHERE position = " + last);
        edit("DELETE FROM audit_entry WHERE position = " + last);
        try {
            work.run();
        } finally {
            edit("INSERT INTO audit_entry (" + whole + ") SELECT " + whole + " FROM cut");
            edit("DROP TABLE cut");
        }
    }
}

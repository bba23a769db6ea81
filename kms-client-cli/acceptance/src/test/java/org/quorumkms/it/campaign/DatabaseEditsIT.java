package org.quorumkms.it.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.client.KmsClient;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.ServicePool;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.OperatorClient;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.order.OrderKind;
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
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DatabaseEditsIT {

    private static final Pattern PAYLOAD = Pattern.compile("\"payload\":\"([^\"]*)\"");

    private static final EncryptionContext NO_CONTEXT = EncryptionContext.decode(Bytes.of(new byte[0]));

    private Cluster cluster;
    private OperatorClient operator;
    private OperatorView alice;
    private Party client;
    private Party mallory;
    private DomainId payroll;
    private String payrollInvitation;
    private String unclaimedPayroll;
    private DomainId mallorys;

    @BeforeAll
    void found(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder.resolve("system"), Database.sqlite(), 1);
        operator = cluster.operator(0);
        alice = operator.self();
        client = cluster.newParty();
        mallory = cluster.newParty();
        OperatorClient.Invited invited = operator.createDomain(cluster.founding(), "payroll", Purpose.ENCRYPT);
        payroll = invited.domain().body().id();
        payrollInvitation = invited.invitation();
        unclaimedPayroll = document(payroll);
        client.claim(payrollInvitation, cluster.addresses(0), cluster.serverKeys());
        mallorys = mallory.claim(
                        operator.createDomain(cluster.founding(), "mallorys", Purpose.ENCRYPT)
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

    private Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:sqlite:" + cluster.nodes().get(0).home().resolve("store.sqlite") + "?busy_timeout=10000");
    }

    private void edit(String sql, Object... values) {
        try (Connection database = database();
                PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> query(String sql, Object... values) {
        List<String> rows = new ArrayList<>();
        try (Connection database = database();
                PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(result.getString(1));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String document(DomainId id) {
        return query("SELECT document FROM domain WHERE id = ?", id.value()).get(0);
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

    private KmsClient as(Party party) {
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
                "INSERT INTO domain_controller VALUES (?, ?)",
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

    /** The client would seal under keys that mallory can use. */
    @Test
    void aDomainInAnothersPlaceIsNotUsed() {
        SeenDomain before = seen(payroll);
        withDocument(payroll, document(mallorys), () -> {
            assertThatThrownBy(() -> sealedBy(client, payroll)).isInstanceOf(KmsException.class);
            assertThat(as(client).domains())
                    .as("what the home knows of its own is not taken back")
                    .singleElement()
                    .satisfies(domain -> assertThat(domain.seen()).isEqualTo(before));
            assertThatThrownBy(() -> mallory.service(cluster.addresses(0))
                            .call(server -> server.createDataKey(
                                    new SeenDomain(payroll, 1, cluster.founding()), NO_CONTEXT.encoded())))
                    .isInstanceOf(KmsException.class);
        });
    }

    /** Revision 1, which a used invitation claims again: it gets keys of its own, and the client keeps away. */
    @Test
    void anOlderRevisionOpensNothingAndIsNotTaken() {
        Bytes sealed = sealedBy(client, payroll);
        withDocument(payroll, unclaimedPayroll, () -> {
            assertThatThrownBy(() -> sealedBy(client, payroll)).isInstanceOf(KmsException.class);
            Party thief = cluster.newParty();
            thief.claim(payrollInvitation, cluster.addresses(0), cluster.serverKeys());
            assertThat(seen(payroll).revision()).isEqualTo(2);
            assertThatThrownBy(() -> opened(thief, payroll, sealed)).isInstanceOf(VerificationException.class);
            assertThatThrownBy(() -> sealedBy(client, payroll)).isInstanceOf(KmsException.class);
            assertThatThrownBy(() -> opened(client, payroll, sealed)).isInstanceOf(KmsException.class);
        });
        assertThat(opened(client, payroll, sealed)).isEqualTo("salaries");
    }

    /** O1: once, by the store beside the Domain; and where that is rolled back too, by what the console saw (T7, D3). */
    @Test
    void anOrderIsCarriedOutOnceThoughTheDatabaseIsRolledBack() {
        DomainId archive = operator.createDomain(cluster.founding(), "archive", Purpose.ENCRYPT)
                .domain()
                .body()
                .id();
        org.quorumkms.order.Order order = operator.createOrder(OrderKind.DISABLE, archive, java.util.Optional.empty());
        Domain before = operator.verifiedDomain(archive).domain();
        assertThatThrownBy(() -> operator.run(order, before))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("0 of the 1 approvals");
        operator.approve(alice, order);
        operator.remember(List.of(operator.run(order, before)));
        assertThatThrownBy(() -> operator.run(order, before)).hasMessageContaining("carried out already");
        withDocument(archive, before.toText(), () -> {
            assertThatThrownBy(() -> operator.run(order, before)).hasMessageContaining("carried out already");
            edit("UPDATE domain_order SET carried_out = NULL WHERE domain = ?", archive.value());
            assertThatThrownBy(() -> operator.run(order, before))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("D3: revision 1");
            assertThatThrownBy(() -> operator.verifiedDomain(archive)).hasMessageContaining("D3: revision 1");
        });
        // A row makes no approval of an order either.
        org.quorumkms.order.Order enable = operator.createOrder(OrderKind.ENABLE, archive, java.util.Optional.empty());
        edit(
                "INSERT INTO order_signature SELECT ?, kid, 0, document FROM order_signature WHERE domain_order = ?",
                enable.thumbprint().value(),
                order.thumbprint().value());
        assertThatThrownBy(() ->
                        operator.run(enable, operator.verifiedDomain(archive).domain()))
                .hasMessageContaining("0 of the 1 approvals");
        edit(
                "DELETE FROM order_signature WHERE domain_order = ?",
                enable.thumbprint().value());
    }

    @Test
    void aRowMakesNoOperator() {
        String own = query("SELECT document FROM domain WHERE purpose = 'operator' AND name = 'alice'")
                .get(0);
        String controller = Domain.parse(own).body().controllers().get(0).value();
        DomainId id = Domain.parse(own).body().id();
        OperatorClient asMallory = mallory.operator(cluster.addresses(0));
        edit(
                "INSERT INTO domain_controller VALUES (?, ?)",
                id.value(),
                mallory.key().value());
        try {
            assertThatThrownBy(asMallory::trusts).isInstanceOf(RefusedException.class);
            withDocument(id, forged(own, controller, mallory.key().value()), () -> {
                assertThatThrownBy(asMallory::trusts).isInstanceOf(RefusedException.class);
                assertThatThrownBy(operator::self).isInstanceOf(KmsException.class);
            });
        } finally {
            edit(
                    "DELETE FROM domain_controller WHERE domain = ? AND controller = ?",
                    id.value(),
                    mallory.key().value());
        }
        assertThat(operator.self().thumbprint()).isEqualTo(alice.thumbprint());
    }

    private Trust proposed() {
        return operator.createTrust(new TrustPlan(
                TrustKind.BRANCH,
                cluster.founding(),
                operator.hsms().stream().map(HsmEntry::fingerprint).toList(),
                List.of(alice.thumbprint()),
                1));
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
        assertThatThrownBy(() -> operator.sign(trust.thumbprint(), List.of()))
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
            assertThatThrownBy(() -> operator.approve(alice, trust)).isInstanceOf(VerificationException.class);
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
        HsmEntry right = operator.hsms().get(0);
        HsmEntry other = operator.createHsm("other");
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
            assertThat(operator.hsms())
                    .extracting(HsmEntry::keys)
                    .extracting(HsmKeys::fingerprint)
                    .containsOnly(other.fingerprint());
            assertThatThrownBy(() -> operator.createTrust(new TrustPlan(
                            TrustKind.BRANCH,
                            cluster.founding(),
                            List.of(right.fingerprint()),
                            List.of(alice.thumbprint()),
                            1)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("another Trust than was asked for");
        } finally {
            edit(
                    "UPDATE hsm SET statement = ? WHERE fingerprint = ?",
                    own,
                    right.fingerprint().value());
        }
    }

    /** The newest Trust of a line is taken out, and another one signed in its place: a fork. */
    @Test
    @Order(Integer.MAX_VALUE)
    void anOlderTrustIsNoticedAndAForkRefused() {
        TrustPlan plan = new TrustPlan(
                TrustKind.SUCCESSOR,
                cluster.founding(),
                operator.hsms().stream().map(HsmEntry::fingerprint).toList(),
                List.of(alice.thumbprint()),
                1);
        Trust seen = operator.createTrust(plan);
        operator.approve(alice, seen);
        operator.sign(seen.thumbprint(), List.of());
        assertThat(operator.follow(alice, operator.trusts())).isEmpty();
        String gone = seen.thumbprint().value();
        edit("DELETE FROM way_forward WHERE trust = ?", gone);
        edit("DELETE FROM trust_signature WHERE trust = ?", gone);
        edit("DELETE FROM trust WHERE thumbprint = ?", gone);
        assertThat(operator.follow(alice, operator.trusts()))
                .singleElement()
                .asString()
                .contains("T7", "serves an older state");
        Trust fork = operator.createTrust(plan);
        operator.approve(alice, fork);
        operator.sign(fork.thumbprint(), List.of());
        assertThatThrownBy(() -> operator.follow(alice, operator.trusts()))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("T7");
    }

    private LogReplay replay(Optional<SeenHead> seen) {
        AuditLogView log = operator.audits().logs().get(0);
        LogReplay replay = new LogReplay(
                operator.genesis(),
                log.server(),
                operator.hsms().stream().map(hsm -> hsm.keys().signing()).toList(),
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
        List<String> entries = query("SELECT entry FROM audit_entry ORDER BY position");
        int last = entries.size() - 1;
        edit("DELETE FROM audit_entry WHERE position = ?", last);
        try {
            work.run();
        } finally {
            edit(
                    "INSERT INTO audit_entry (server, position, entry) SELECT server, ?, ? FROM audit_log",
                    last,
                    entries.get(last));
        }
    }
}

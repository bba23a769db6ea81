package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;
import org.quorumkms.it.system.Editor;
import org.quorumkms.it.system.Party;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.ListedDomain;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.operator.Trusts;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * What one operator, one client, or a row too large could do to all the others, and cannot any more: with a real server, the
 * programs where what they say matters, and their classes elsewhere.
 */
@Tag("ring2")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GovernanceIT {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Path folder;
    private Cluster cluster;
    private Kms kms;
    private Editor rows;
    private Party client;
    private Party stranger;
    private DomainId payroll;
    private DomainId foreign;

    @BeforeAll
    void found(@TempDir Path temporary) throws Exception {
        folder = temporary;
        cluster =
                new Cluster(folder, Database.sqlite(), new Cluster.Founding(1, 1, List.of("alice", "bob", "carol"), 2));
        kms = new Kms(folder);
        rows = cluster.editor();
        client = cluster.newParty();
        stranger = cluster.newParty();
        payroll = claimed(client, "payroll");
        foreign = claimed(stranger, "of a stranger");
        Files.writeString(folder.resolve("plain"), "salaries\n");
    }

    private DomainId claimed(Party party, String name) {
        Invited invited = alice().changes().create(cluster.founding(), name, Purpose.ENCRYPT);
        party.claim(invited.invitation(), cluster.only(0), cluster.serverKeys());
        return invited.domain().body().id();
    }

    private Session alice() {
        return cluster.operator(0);
    }

    private Session session(String operator) {
        return cluster.operator(operator).operator(cluster.only(0));
    }

    private static String home(Party party) {
        return party.home().folder().getFileName().toString();
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop();
    }

    /** A home takes up a Domain by a card, never because a server lists it: anybody who may share can put one into its list. */
    @Test
    void aForeignDomainInAClientsListIsNotTakenUp() {
        share(stranger, foreign, client.controller("client"));
        kms.client(home(client), "encrypt", "-o", "one.kms", "plain").ok();
        List<Map<String, Object>> domains = kms.client(home(client), "domains", "--output", "json")
                .ok()
                .says("ask for its card")
                .rows();
        assertThat(domains)
                .extracting(row -> row.get("id"), row -> row.get("known"))
                .containsExactlyInAnyOrder(tuple(payroll.value(), true), tuple(foreign.value(), false));
        kms.client(home(client), "encrypt", "-d", "of a stranger", "-o", "two.kms", "plain")
                .exits(1)
                .says("for its card");
        kms.client(home(client), "encrypt", "-o", "three.kms", "plain").ok();
    }

    /** As a program would that shares without asking for a name. */
    private void share(Party sharer, DomainId domain, Controller with) {
        SeenDomain seen = rows.domain(domain).seen();
        RequestId id = RequestId.random(RANDOM);
        sharer.service(cluster.only(0))
                .call(service -> service.changeControllers(id, new ChangeControllers(seen, List.of(with), List.of())));
    }

    /** O1: a newer decision, once carried out, ends every older one. */
    @Test
    void anOlderOrderAfterANewerOneIsNotCarriedOut() {
        DomainId archive = claimed(cluster.newParty(), "archive");
        var older = approved(archive, "to mallory");
        var newer = approved(archive, "to the owner");
        alice().domains().newest(archive);
        alice().orders().run(newer);
        assertThatThrownBy(() -> alice().orders().run(older))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("O1");
        assertThat(rows.domain(archive).body().controllers())
                .extracting(Controller::name)
                .containsExactly("to the owner");
        assertThat(alice().orders().all())
                .filteredOn(entry -> entry.order().body().domain().equals(archive))
                .extracting(entry -> entry.status(alice().now()))
                .containsExactlyInAnyOrder("void", "carried out");
    }

    private org.quorumkms.order.Order approved(DomainId domain, String to) {
        Session alice = alice();
        Controller controller = new Controller(Bytes.utf8(to).thumbprint(), to, Rights.all(Purpose.ENCRYPT));
        var order = alice.orders()
                .create(alice.domains().newest(domain), new org.quorumkms.order.Decision.Grant(controller), "")
                .order();
        alice.orders().approve(order);
        session("bob").orders().all();
        Session bob = session("bob");
        bob.domains().newest(domain);
        bob.orders().approve(order);
        return order;
    }

    /** D6: the ring's reserve is for moves and orders, so one operator's loop takes no power from anybody. */
    @Test
    void oneOperatorsLoopOfRotationsIsBounded() {
        Party looper = cluster.newParty();
        DomainId looped = claimed(looper, "looped");
        Session bob = session("bob");
        int rotations = 0;
        try {
            for (; rotations < 100; rotations++) {
                bob.changes().rotate(looped, Duration.ZERO);
            }
        } catch (RefusedException bounded) {
            assertThat(bounded).hasMessageContaining("D6");
        }
        assertThat(rotations).isEqualTo(8);
        Party other = cluster.newParty();
        looper.client(cluster.only(0)).sharing().share(looped, other.controller("other"));
        looper.client(cluster.only(0)).sharing().unshare(looped, List.of(other.key()));
        var order = approved(looped, "by order");
        alice().domains().newest(looped);
        alice().orders().run(order);
    }

    /** D6: a payload at its bounds is read everywhere, and one that is not, or a row that is none, hides nothing. */
    @Test
    void aDomainTooLargeAndAnUnreadableRowHideNothing() throws IOException {
        Party crowd = cluster.newParty();
        DomainId large = claimed(crowd, "large");
        ExportedDomain now = alice().domains().asShown(large);
        List<Controller> all = new ArrayList<>();
        all.add(crowd.controller("crowd"));
        for (int i = 1; i < DomainBody.MAX_CONTROLLERS; i++) {
            all.add(new Controller(
                    Bytes.utf8("key " + i).thumbprint(),
                    "n" + i + "-" + "x".repeat(59 - Integer.toString(i).length()),
                    Rights.of(Right.DECRYPT, Right.ENCRYPT)));
        }
        DomainHistory full =
                DomainHistory.of(now).then(cluster.nodes().get(0).hsm("h1"), next -> next.controlledBy(all));
        alice().domains().importFile(full.exported());
        assertThat(crowd.client(cluster.only(0)).domains()).hasSize(1);

        Party another = cluster.newParty();
        DomainId broken = claimed(another, "broken");
        String right = rows.document(broken);
        for (String text : List.of("{}", right.replace("\"payload\":\"", "\"payload\":\"" + "A".repeat(1_100_000)))) {
            rows.edit("UPDATE domain SET document = ? WHERE id = ?", text, broken.value());
            assertThat(kms.serverOf("server1", "doctor").exits(4).out()).contains("Domain " + broken);
            List<ListedDomain> listed = new ArrayList<>();
            alice().domains().list(listed::addAll);
            assertThat(listed).extracting(ListedDomain::id).contains(large.value(), payroll.value());
            assertThat(kms.operator("alice", "domain", "list", "--output", "json")
                            .ok()
                            .says("cannot be read")
                            .rows())
                    .extracting(row -> row.get("state"))
                    .contains("unreadable", "enabled");
            kms.client(home(client), "encrypt", "-d", "payroll", "-o", "again.kms", "--force", "plain")
                    .ok();
            kms.client(home(another), "domains").ok();
            // This server made it, and puts the row right when it is asked for it.
            kms.client(home(another), "encrypt", "-d", "broken", "-o", "broken.kms", "--force", "plain")
                    .ok();
            assertThat(rows.document(broken)).isEqualTo(right);
        }
        kms.serverOf("server1", "doctor").ok();
    }

    /** T3: a proposal ends, by its proposer, by who rejects it, or with the successor that was signed in its place. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void proposalsEndAreWithdrawnAndRejected() {
        Trust withdrawn = successor(3, "alice", "bob", "carol");
        Trust rejected = successor(1, "alice", "bob", "carol");
        Trust signed = successor(2, "alice", "bob");
        Trust late = successor(2, "alice", "carol");
        kms.operator("bob", "trust", "withdraw", id(withdrawn)).exits(1);
        kms.operator("alice", "trust", "withdraw", id(withdrawn), "--note", "a mistake")
                .ok();
        kms.operator("bob", "trust", "reject", id(rejected), "--note", "no").ok();
        assertThat(status(withdrawn)).isEqualTo("ended");
        // One of three cannot stop what two may decide.
        assertThat(status(rejected)).isEqualTo("unsigned");
        kms.operator("carol", "trust", "reject", id(rejected)).ok();
        assertThat(status(rejected)).isEqualTo("ended");
        kms.operator("alice", "trust", "approve", id(withdrawn), "--thumbprint", withdrawn.thumbprint())
                .exits(1)
                .says("T3");
        for (String operator : List.of("alice", "bob")) {
            session(operator).trusts().approve(signed);
        }
        kms.operator("alice", "trust", "sign", id(signed)).ok();
        assertThat(status(late)).isEqualTo("ended");
        kms.operator("alice", "trust", "approve", id(late), "--thumbprint", late.thumbprint())
                .exits(1)
                .says("T3");
        kms.operator("alice", "trust", "list", "--unsigned").ok();
        assertThat(kms.operator("alice", "trust", "list", "--ended", "--output", "json")
                        .ok()
                        .rows())
                .extracting(row -> row.get("id"))
                .contains(withdrawn.body().id(), late.body().id());
    }

    private static String id(Trust trust) {
        return Integer.toString(trust.body().id());
    }

    private Trust successor(int quorum, String... operators) {
        Session alice = alice();
        List<Thumbprint> keys = alice.operators().all().stream()
                .filter(operator -> List.of(operators).contains(operator.name()))
                .map(OperatorView::thumbprint)
                .toList();
        return alice.trusts()
                .create(new TrustPlan(
                        TrustKind.SUCCESSOR,
                        cluster.founding(),
                        alice.hsms().all().stream().map(HsmEntry::fingerprint).toList(),
                        keys,
                        quorum,
                        ""));
    }

    private String status(Trust trust) {
        Trusts trusts = alice().trusts().shown();
        return trusts.status(trusts.find(trust.thumbprint()).orElseThrow());
    }

    /** D1: carol left with the successor that was signed. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aRemovedOperatorReadsNothing() {
        kms.operator("carol", "domain", "list").exits(1).says("no newest Trust names carol");
        kms.operator("carol", "operator", "list").exits(1);
        kms.operator("carol", "hsm", "list").exits(1);
        kms.operator("carol", "order", "list").exits(1);
        kms.operator("carol", "audit", "list").exits(1);
        kms.operator("carol", "hsm", "create").exits(1);
        kms.operator("carol", "domain", "verify", payroll).exits(1);
        kms.operator("carol", "trust", "list").ok();
        kms.operator("bob", "domain", "list").ok();
    }
}

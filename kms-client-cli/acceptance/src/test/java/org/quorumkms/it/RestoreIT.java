package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;
import org.quorumkms.it.system.Dropped;
import org.quorumkms.it.system.Node;
import org.quorumkms.it.system.Party;
import org.quorumkms.net.Address;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Invited;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.operator.Session;
import org.quorumkms.order.Decision;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * A backup from before a controller was removed, a Domain disabled, and an operator and an HSM dropped by a successor Trust: what
 * each caller gets of a server that was restored from it, before its host opens it and after.
 */
@Tag("ring2")
@Tag("campaigns")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestoreIT {

    private static final EncryptionContext CONTEXT = EncryptionContext.decode(Bytes.of(new byte[0]));
    private static final SecureRandom RANDOM = new SecureRandom();

    private Path folder;
    private Cluster cluster;
    private Kms kms;
    private Party client;
    private Party mallory;
    private DomainId payroll;
    private DomainId wages;
    private DomainId archive;
    private ExportedDomain beforeRemoval;
    private ExportedDomain wagesBefore;
    private Dropped dropped;
    private Thumbprint newest;
    private Path backup;
    private Path memory;

    @BeforeAll
    void system(@TempDir Path temporary) throws Exception {
        folder = temporary;
        cluster =
                new Cluster(folder, Database.sqlite(), new Cluster.Founding(1, 2, List.of("alice", "carol", "bob"), 2));
        kms = new Kms(folder);
        client = cluster.newParty();
        mallory = cluster.newParty();
        payroll = claimed("payroll");
        wages = claimed("wages");
        archive = claimed("archive");
        at(client).sharing().share(payroll, mallory.controller("mallory"));
        mallory.take(
                new org.quorumkms.party.Card(cluster.operator(0)
                        .domains()
                        .contact(cluster.operator(0).domains().newest(payroll))),
                cluster.only(0));
        at(client).sharing().share(wages, mallory.controller("mallory"));
        beforeRemoval = cluster.operator(0).domains().asShown(payroll);
        wagesBefore = cluster.operator(0).domains().asShown(wages);
        dropped = new Dropped(
                cluster.nodes().get(0).hsm("h1"), cluster.operator(0).trusts().line(cluster.founding()));
        backup = folder.resolve("backup.zip");
        server().run(List.of("backup", backup.toString()));
        cluster.editor().edit("VACUUM INTO ?", folder.resolve("old.sqlite").toString());
        changes();
        memory = folder.resolve("memory.jsonl");
        server().run(List.of("memory", "export", memory.toString()));
        server().stop();
    }

    private Node server() {
        return cluster.nodes().get(0);
    }

    private DomainId claimed(String name) {
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), name, Purpose.ENCRYPT);
        client.claim(invited.invitation(), cluster.only(0), cluster.serverKeys());
        return invited.domain().body().id();
    }

    private ClientSession at(Party party) {
        return party.client(cluster.only(0));
    }

    /** What the backup does not know. */
    private void changes() {
        at(client).sharing().unshare(payroll, List.of(mallory.key()));
        at(client).sharing().unshare(wages, List.of(mallory.key()));
        Session alice = cluster.operator(0);
        var order = alice.orders()
                .create(alice.domains().newest(archive), new Decision.Disable(), "")
                .order();
        alice.orders().approve(order);
        Session carol = cluster.operator("carol").operator(cluster.only(0));
        carol.domains().newest(archive);
        carol.orders().approve(order);
        alice.orders().run(order);
        Trust successor = cluster.trust(new TrustPlan(
                TrustKind.SUCCESSOR,
                cluster.founding(),
                alice.hsms().all().stream()
                        .filter(hsm -> hsm.keys().label().equals("h2"))
                        .map(HsmEntry::fingerprint)
                        .toList(),
                alice.operators().all().stream()
                        .filter(operator -> !operator.name().equals("bob"))
                        .map(OperatorView::thumbprint)
                        .toList(),
                2,
                "bob leaves, h1 is dropped"));
        newest = successor.thumbprint();
        Session after = cluster.operator(0);
        var target = after.trusts().shown().verified(successor).orElseThrow();
        after.changes().move(payroll, target);
        after.changes().move(wages, target);
        uses(client, payroll, cluster.only(0));
        uses(client, wages, cluster.only(0));
    }

    @AfterAll
    void stop() throws Exception {
        cluster.stop();
    }

    private Node restored(String name, Object... options) throws IOException, InterruptedException {
        Node node = new Node(folder.resolve(name));
        List<String> command = new java.util.ArrayList<>(
                List.of("restore", backup.toString(), "--listen", "127.0.0.1:0", "--old-server-is-gone"));
        for (Object option : options) {
            command.add(option.toString());
        }
        node.run(command);
        Files.copy(
                server().home().resolve("passphrase"),
                node.home().resolve("passphrase"),
                StandardCopyOption.COPY_ATTRIBUTES);
        node.start();
        return node;
    }

    private static void uses(Party party, DomainId domain, List<Address> there) {
        ClientSession client = party.client(there);
        try (SecretBytes data = SecretBytes.owning("salaries".getBytes(StandardCharsets.UTF_8))) {
            Bytes sealed = client.encrypt(domain, CONTEXT, data);
            try (SecretBytes opened = client.decrypt(domain, CONTEXT, sealed)) {
                assertThat(new String(opened.exposed(), StandardCharsets.UTF_8)).isEqualTo("salaries");
            }
        }
    }

    /** What mallory asks of the bare service, by the revision that the backup has. */
    private void servesMalloryNothing(ExportedDomain seen, List<Address> there) {
        assertThatThrownBy(() -> mallory.service(there)
                        .call(service -> service.createDataKey(seen.domain().seen(), CONTEXT.encoded())))
                .isInstanceOf(KmsException.class);
    }

    private static void handsOver(Party party, ExportedDomain document, List<Address> there) {
        RequestId id = RequestId.random(RANDOM);
        party.handOver(there).call(service -> {
            service.handOver(id, document.toText());
            return document;
        });
    }

    private void changesAndUsesNothing(List<Address> there) {
        assertThatThrownBy(() -> uses(client, payroll, there)).isInstanceOf(ClosedException.class);
        servesMalloryNothing(beforeRemoval, there);
        RequestId id = RequestId.random(RANDOM);
        assertThatThrownBy(() -> cluster.operator("alice")
                        .operatorService(there)
                        .call(service ->
                                service.rotateDomain(id, beforeRemoval.domain().seen(), 0)))
                .as("alice is an operator, or her own Domain is one that the server is behind of")
                .isInstanceOfAny(ClosedException.class, BehindException.class);
    }

    private ExportedDomain kept(DomainId domain) {
        return at(client).memory().kept(domain).orElseThrow();
    }

    private Map<?, ?> opened(Node node, int exit, Object... options) throws InterruptedException {
        node.stop();
        Object[] words = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("resume", "--trust", newest, "--output", "json"),
                        java.util.stream.Stream.of(options))
                .toArray();
        Kms.Result result = kms.serverOf(node.home().getFileName().toString(), words);
        result.exits(exit);
        node.start();
        return result.json();
    }

    /** The backup's memory alone: a home that saw more, and a thief who hands over first. */
    @Test
    @Order(1)
    void withoutMemoryAndWithAThiefWhoHandsOverFirst() throws Exception {
        Node node = restored("without");
        List<Address> there = List.of(node.address());
        changesAndUsesNothing(there);
        // The operator who was removed since is one again, for who knows the backup only; he changes nothing either.
        assertThatThrownBy(() -> cluster.operator("bob")
                        .operatorService(there)
                        .call(service -> service.rotateDomain(
                                RequestId.random(RANDOM), beforeRemoval.domain().seen(), 0)))
                .isInstanceOf(ClosedException.class);
        // mallory has a fork of each, one signed by the HSM that was dropped, one by the HSM that stays.
        handsOver(mallory, dropped.after(beforeRemoval, mallory.controller("mallory")), there);
        ExportedDomain fork = DomainHistory.of(wagesBefore)
                .then(server().hsm("h2"), next -> next.controlledBy(List.of(mallory.controller("mallory"))))
                .exported();
        handsOver(mallory, fork, there);
        handsOver(client, kept(payroll), there);
        handsOver(client, kept(wages), there);
        changesAndUsesNothing(there);

        node.stop();
        String home = node.home().getFileName().toString();
        kms.serverOf(home, "resume", "--trust", "A".repeat(43)).exits(1).says("is not in the store");
        assertThat(kms.serverOf(home, "doctor").exits(1).out()).contains("is closed until its host opens it");
        node.start();
        Map<?, ?> result = opened(node, 1);
        assertThat(result.get("healed").toString()).contains("payroll");
        assertThat(result.get("closed").toString()).contains("wages", "do not lie on one line");
        // The newest of payroll is there; its fork was signed by no HSM of the Trust that the host named.
        uses(client, payroll, there);
        servesMalloryNothing(beforeRemoval, there);
        assertThatThrownBy(() -> uses(client, wages, there)).isInstanceOf(ClosedException.class);
        servesMalloryNothing(fork, there);
        assertThatThrownBy(() -> cluster.operator("bob").operatorService(there).call(OperatorService::orders))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("no newest Trust names bob");
        // archive is what the backup says, until somebody who saw it disabled hands that over.
        assertThat(cluster.operatorAt(there).domains().newest(archive).body().state())
                .isEqualTo(DomainState.DISABLED);
        node.stop();
        kms.serverOf(
                        home,
                        "domain",
                        "repin",
                        "wages",
                        "--thumbprint",
                        kept(wages).domain().thumbprint(),
                        "--yes")
                .ok();
        node.start();
        uses(client, wages, there);
        servesMalloryNothing(fork, there);
        node.stop();
    }

    /** The memory at the end: nothing that was removed gets anything, though nobody hands anything over. */
    @Test
    @Order(2)
    void withTheNewestMemory() throws Exception {
        Node node = restored("with", "--memory", memory);
        List<Address> there = List.of(node.address());
        changesAndUsesNothing(there);
        ExportedDomain forged = dropped.after(beforeRemoval, mallory.controller("mallory"));
        assertThatThrownBy(() -> handsOver(mallory, forged, there)).isInstanceOf(KmsException.class);
        opened(node, 0);
        servesMalloryNothing(beforeRemoval, there);
        // Her own Domain is older there than the memory says: her console hands it over.
        Session alice = cluster.operatorAt(there);
        alice.begin((founding, newest) -> Optional.of(true));
        assertThat(alice.domains().newest(payroll).body().name()).isEqualTo("payroll");
        uses(client, payroll, there);
        uses(client, wages, there);
        assertThatThrownBy(() -> uses(client, archive, there)).isInstanceOf(KmsException.class);
        node.stop();
    }

    /** The store's file put back by hand, and the server's own memory: it needs nobody. */
    @Test
    @Order(3)
    void aDatabaseThatWasPutBackByItsOwnTools() throws Exception {
        for (String file : List.of("store.sqlite-wal", "store.sqlite-shm")) {
            Files.deleteIfExists(server().home().resolve(file));
        }
        Files.copy(
                folder.resolve("old.sqlite"),
                server().home().resolve("store.sqlite"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(
                server().home().resolve("store.sqlite"), PosixFilePermissions.fromString("rw-------"));
        server().start("--restored");
        changesAndUsesNothing(cluster.only(0));
        opened(server(), 0);
        servesMalloryNothing(beforeRemoval, cluster.only(0));
        uses(client, payroll, cluster.only(0));
        assertThatThrownBy(() -> uses(client, archive, cluster.only(0)))
                .isInstanceOf(KmsException.class)
                .hasMessageContaining("disabled");
        assertThat(kms.serverOf("server1", "doctor").out()).doesNotContain("SOMETHING");
    }
}

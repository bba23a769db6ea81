package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;
import org.quorumkms.it.system.Editor;
import org.quorumkms.it.system.Node;
import org.quorumkms.it.system.Party;
import org.quorumkms.jose.MlKemJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.operator.Invited;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.JsonTree;
import org.quorumkms.testing.Proposal;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestOperator;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustChain;

/**
 * One Domain at all its bounds at once (section 4, D6): 256 controllers with the longest names and all rights, 4,096 master keys,
 * wrapped for 64 HSMs of 4096 bits, and moved along a line of 1,024 Trusts. Whoever reads Domains reads it, and an order still
 * changes it.
 */
@Tag("ring2")
@Tag("bounds")
@Tag("larger")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BoundsIT {

    private static final int HSMS = 64;
    private static final int KEYS = 4_096;
    private static final String NAME = "all the bounds of one Domain at once and it is read by everybody";

    private final Random random = new Random(25);
    private Cluster cluster;
    private Kms kms;
    private Path folder;
    private Party client;
    private TestHsm hsm;
    private DomainId id;

    @BeforeAll
    void found(@TempDir Path temporary) throws Exception {
        folder = temporary;
        cluster = new Cluster(folder, Database.sqlite(), 1);
        kms = new Kms(folder);
        client = cluster.newParty();
        hsm = cluster.nodes().get(0).hsm("h1");
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), NAME, Purpose.ENCRYPT);
        client.claim(invited.invitation(), cluster.only(0), cluster.serverKeys());
        id = invited.domain().body().id();
        Files.writeString(folder.resolve("plain"), "salaries\n");
    }

    @AfterAll
    void stop() throws InterruptedException {
        cluster.stop();
    }

    private String home() {
        return client.home().folder().getFileName().toString();
    }

    /** Opens the key of an operator, as who has the file of an HSM can. */
    private TestOperator opened(OperatorKey operator) throws NoSuchAlgorithmException, InvalidKeySpecException {
        DomainBody own = cluster.operator(0).self().domain().body();
        Map<?, ?> jwk = (Map<?, ?>) ((List<?>) ((Map<?, ?>) JsonTree.parse(hsm.open(own))).get("keys")).get(0);
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        BigInteger modulus = number(jwk, "n");
        BigInteger exponent = number(jwk, "e");
        return new TestOperator(
                operator,
                SigningKey.ofRsa(new KeyPair(
                        rsa.generatePublic(new RSAPublicKeySpec(modulus, exponent)),
                        rsa.generatePrivate(new RSAPrivateCrtKeySpec(
                                modulus,
                                exponent,
                                number(jwk, "d"),
                                number(jwk, "p"),
                                number(jwk, "q"),
                                number(jwk, "dp"),
                                number(jwk, "dq"),
                                number(jwk, "qi"))))));
    }

    private static BigInteger number(Map<?, ?> jwk, String member) {
        return new BigInteger(1, Base64.getUrlDecoder().decode((String) jwk.get(member)));
    }

    /** A key that nobody has the private half of. */
    private RsaJwk key(int bits) {
        return new RsaJwk(
                new BigInteger(bits - 2, random).shiftLeft(1).setBit(bits - 1).setBit(0));
    }

    private List<HsmKeys> manyHsms() {
        List<HsmKeys> all = new ArrayList<>();
        all.add(hsm.keys());
        for (int i = 2; i <= HSMS; i++) {
            all.add(new HsmKeys(
                    longest("hsm " + i),
                    key(4_096),
                    key(3_072),
                    Optional.of(MlKemJwk.of(MlKemKey.generate(new SecureRandom())))));
        }
        return all;
    }

    private static String longest(String name) {
        return name + "-" + "x".repeat(63 - name.length());
    }

    private List<Controller> manyControllers() {
        List<Controller> all = new ArrayList<>();
        all.add(client.controller(longest("client")));
        for (int i = 2; i <= DomainBody.MAX_CONTROLLERS; i++) {
            all.add(new Controller(
                    Bytes.utf8("key " + i).thumbprint(), longest("controller " + i), Rights.all(Purpose.ENCRYPT)));
        }
        return all;
    }

    private DomainHistory atAllBounds(ExportedDomain now) throws NoSuchAlgorithmException, InvalidKeySpecException {
        TestOperator alice = opened(now.line().last().body().operators().get(0));
        TrustChain line = now.line();
        DomainHistory domain = DomainHistory.of(now);
        while (line.trusts().size() < TrustChain.MAX_LENGTH) {
            int number = line.trusts().size() + 1;
            Proposal next = TestAuthority.successor(number, line.last().thumbprint(), List.of(hsm), List.of(alice), 1);
            if (number == TrustChain.MAX_LENGTH) {
                next.listing(manyHsms());
            }
            line = line.then(next.approvedBy(alice).signedBy(hsm).trust());
            if (number < TrustChain.MAX_LENGTH) {
                domain = domain.moved(hsm, line);
            }
        }
        TrustChain last = line;
        return domain.sealing(TestRing.of(KEYS))
                .moved(hsm, last)
                .then(hsm, next -> next.controlledBy(manyControllers()));
    }

    @Test
    void isReadEverywhere_andAnOrderStillChangesIt() throws Exception {
        DomainHistory full = atAllBounds(cluster.operator(0).domains().asShown(id));
        DomainBody body = full.last().body();
        assertThat(body.controllers()).hasSize(DomainBody.MAX_CONTROLLERS);
        assertThat(body.moves().list()).hasSize(TrustChain.MAX_LENGTH - 1);
        assertThat(full.last().payload().length()).isBetween(560 * 1024, DomainBody.MAX_LENGTH);
        Files.writeString(folder.resolve("full.json"), full.exported().toText());

        kms.operator("alice", "domain", "verify", "full.json").ok();
        kms.operator("alice", "domain", "import", "full.json").ok();
        requireReadEverywhere();

        // A controller can change no more of it; an order can.
        kms.client(home(), "unshare", NAME, Bytes.utf8("key 2").thumbprint().value())
                .exits(1)
                .says("the last 1024 are for moves and orders");
        order("disable");
        kms.client(home(), "decrypt", "-o", "again", "--force", "after.kms")
                .exits(1)
                .says("is disabled");
        order("enable");
        kms.client(home(), "decrypt", "-o", "again", "--force", "after.kms").ok();
        assertThat(folder.resolve("again")).hasSameBinaryContentAs(folder.resolve("plain"));
        kms.serverOf("server1", "doctor").ok();
    }

    /** Orders by word, and has it approved and carried out. */
    private void order(String word) {
        Map<String, Object> order = kms.operator("alice", "order", word, NAME, "--output", "json")
                .ok()
                .json();
        kms.operator("alice", "order", "approve", order.get("id"), "--thumbprint", order.get("thumbprint"))
                .ok();
        kms.operator("alice", "order", "run", order.get("id")).ok();
    }

    private void requireReadEverywhere() throws Exception {
        kms.client(home(), "encrypt", "-d", NAME, "-o", "after.kms", "--force", "plain")
                .ok();
        kms.client(home(), "decrypt", "-o", "again", "--force", "after.kms").ok();
        assertThat(folder.resolve("again")).hasSameBinaryContentAs(folder.resolve("plain"));
        assertThat(kms.client(home(), "domains", "--output", "json").ok().rows())
                .extracting(row -> row.get("id"))
                .containsExactly(id.value());
        Files.writeString(
                folder.resolve("client.json"),
                kms.client(home(), "export", NAME).ok().out());
        Files.writeString(
                folder.resolve("operator.json"),
                kms.operator("alice", "domain", "export", NAME).ok().out());
        assertThat(folder.resolve("client.json")).hasSameBinaryContentAs(folder.resolve("operator.json"));
        kms.operator("alice", "domain", "verify", "client.json").ok();
        kms.operator("alice", "domain", "verify", NAME).ok();
        kms.operator("alice", "domain", "import", "operator.json").ok();
        assertThat(kms.operator("alice", "domain", "list", "--output", "json")
                        .ok()
                        .rows())
                .filteredOn(row -> id.value().equals(row.get("id")))
                .extracting(row -> row.get("state"))
                .containsExactly("enabled");
        assertThat(kms.operator("alice", "trust", "list", "--output", "json")
                        .ok()
                        .rows())
                .hasSize(TrustChain.MAX_LENGTH);

        // The server reads it anew from its store and its memory, and puts its row right from its memory.
        kms.serverOf("server1", "doctor").ok();
        Node server = cluster.nodes().get(0);
        server.stop();
        kms.serverOf("server1", "memory", "export", "memory-of-server1.json", "--force")
                .ok();
        Editor rows = cluster.editor();
        String document = rows.document(id);
        rows.edit("UPDATE domain SET document = '{}' WHERE id = ?", id.value());
        server.start();
        kms.client(home(), "encrypt", "-d", NAME, "-o", "after.kms", "--force", "plain")
                .ok();
        assertThat(rows.document(id)).isEqualTo(document);
    }
}

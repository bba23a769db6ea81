package org.quorumkms.hsm;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditEntry;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.audit.Checkpoint;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.MerkleTree;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.net.Address;
import org.quorumkms.order.Decision;
import org.quorumkms.party.Card;
import org.quorumkms.party.Contact;
import org.quorumkms.party.Invitation;
import org.quorumkms.remote.Data;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestOrder;
import org.quorumkms.trust.TrustChain;

/** Writes the seeds anew, for {@code scripts/fuzz --seeds}: documents as they should be, from which fuzzing begins. */
public final class FuzzSeeds {

    private FuzzSeeds() {}

    /** Takes the folder. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        World world = new World();
        TrustChain line = world.line(world.h1(), world.h2());
        ExportedDomain unclaimed = world.unclaimed(Purpose.ENCRYPT, line);
        ExportedDomain claimed = world.claim(unclaimed, World.CLIENT);
        ExportedDomain operator = world.claimed(Purpose.OPERATOR, world.genesisLine(), World.CLIENT);
        text(folder, "Trusts/genesis", world.founding().genesis().toText());
        text(folder, "Trusts/signed", line.last().toText());
        text(folder, "Trusts/line", line.toText());
        text(folder, "Domains/unclaimed", unclaimed.toText());
        text(folder, "Domains/claimed", claimed.toText());
        text(folder, "Domains/operator", operator.toText());
        text(folder, "Domains/bare", claimed.domain().toText());
        Contact contact = new Contact(
                List.of(new Address("127.0.0.1", 7311), new Address("[::1]", 1)),
                world.h1().keys().signing().thumbprint(),
                FuzzTargets.GENESIS,
                FuzzTargets.DOMAIN,
                claimed.domain().thumbprint(),
                line.last().thumbprint());
        text(
                folder,
                "Invitations/one",
                new Invitation(contact, Data.of(SecretBytes.owning(FuzzTargets.key(1))), world.now()).toText());
        text(folder, "Invitations/card", new Card(contact).toText());
        orders(folder, claimed);
        signatures(folder, world, world.claimed(Purpose.SIGN, line, World.CLIENT));
        text(folder, "Statements/own-key", OwnKey.sign(World.CLIENT.key(), World.CAROL.signing()));
        text(folder, "Statements/hsm", world.h1().statement().toText());
        text(
                folder,
                "Statements/request",
                new OperatorRequest(
                                FuzzTargets.DOMAIN,
                                FuzzTargets.GENESIS,
                                OperatorRequest.APPROVE_TRUST,
                                FuzzTargets.GENESIS)
                        .sign(World.CLIENT.signing()));
        Ed25519Key key = Ed25519Key.generate();
        text(
                folder,
                "Statements/audit-key",
                world.h1()
                        .certifyAuditKey(LogId.first(FuzzTargets.GENESIS), Bytes.of(key.publicKey()))
                        .toText());
        audit(folder, world, key);
        Bytes context = new EncryptionContext(Map.of("a", "b", "department", "pay")).encoded();
        bytes(folder, "Contexts/two", context.toArray());
        bytes(folder, "Contexts/none", new byte[0]);
        ciphertexts(folder);
    }

    private static void orders(Path folder, ExportedDomain domain) throws IOException {
        Map<String, Decision> decisions = Map.of(
                "disable", new Decision.Disable(),
                "enable", new Decision.Enable(FuzzTargets.GENESIS),
                "admit", new Decision.Admit(World.STRANGER.may(Right.DECRYPT, Right.ENCRYPT)),
                "policy", new Decision.SetPolicy(new Policy(Policy.Who.QUORUM, Policy.Who.CONTROLLERS)),
                "open",
                        new Decision.Open(
                                0,
                                World.CLIENT.key(),
                                FuzzTargets.GENESIS,
                                new EncryptionContext(Map.of("file", "pay")),
                                Optional.of(new Decision.Open.FileWords("pay", 7))));
        for (Map.Entry<String, Decision> one : decisions.entrySet()) {
            text(
                    folder,
                    "Orders/" + one.getKey(),
                    TestOrder.of(one.getValue(), domain.domain())
                            .approvedBy(World.ALICE)
                            .toText());
        }
    }

    private static void signatures(Path folder, World world, ExportedDomain domain) throws IOException {
        Bytes file = Bytes.utf8("file");
        text(
                folder,
                "Signatures/one",
                new FileSignature(
                                world.h1().signFile(World.use(domain, World.CLIENT), file.thumbprint(), file.length()),
                                domain)
                        .toText());
    }

    private static void audit(Path folder, World world, Ed25519Key key) throws IOException {
        String origin = Checkpoint.origin(FuzzTargets.GENESIS, LogId.first(FuzzTargets.GENESIS));
        AuditEntry entry = AuditEntry.make(
                LogReplay.origin(origin),
                world.now(),
                new AuditEvent(
                        FuzzTargets.GENESIS,
                        AuditAction.DATA_KEY_OPEN,
                        AuditSubject.domain(new SeenDomain(FuzzTargets.DOMAIN, 3, FuzzTargets.GENESIS)),
                        AuditResult.DONE),
                7);
        MerkleTree tree = MerkleTree.empty();
        tree.append(entry.text());
        String head = Checkpoint.sign(origin, tree, key).text();
        text(folder, "Audit/entry", entry.text());
        text(folder, "Audit/head", head);
        java.io.StringWriter log = new java.io.StringWriter();
        var sink = org.quorumkms.audit.LogFile.writer(log).begin(LogId.first(FuzzTargets.GENESIS));
        sink.key(world.h1()
                .certifyAuditKey(LogId.first(FuzzTargets.GENESIS), Bytes.of(key.publicKey()))
                .toText());
        sink.entry(entry.text());
        sink.head(head);
        text(folder, "Audit/log", log.toString());
    }

    private static void ciphertexts(Path folder) throws IOException {
        SecureRandom random = new SecureRandom();
        try (KeyRing ring = FuzzTargets.ring();
                SecretBytes data = SecretBytes.owning("hello".getBytes(StandardCharsets.UTF_8))) {
            for (SealedData.Kind kind : SealedData.Kind.values()) {
                bytes(
                        folder,
                        "Ciphertexts/" + kind,
                        SealedData.seal(kind, FuzzTargets.DOMAIN, ring.active(), data, FuzzTargets.CONTEXT, random)
                                .toArray());
            }
        }
        for (int length : new int[] {0, 5, 70_000}) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            try (DataKey key = new DataKey(SecretBytes.owning(FuzzTargets.key(5)))) {
                new MessageWriter(random)
                        .write(
                                new ByteArrayInputStream(new byte[length]),
                                message,
                                key,
                                List.of(new EncryptedDataKey(
                                        EncryptedDataKey.PROVIDER,
                                        Bytes.utf8(FuzzTargets.DOMAIN.value()),
                                        Bytes.of(new byte[77]))),
                                new EncryptionContext(Map.of("a", "b")));
            }
            bytes(folder, "Files/of-" + length, message.toByteArray());
        }
    }

    private static void text(Path folder, String name, String text) throws IOException {
        bytes(folder, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(Path folder, String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}

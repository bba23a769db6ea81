package org.quorumkms.it.campaign;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quorumkms.client.ClientSession;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Node;
import org.quorumkms.it.system.Party;
import org.quorumkms.message.MessageReader;
import org.quorumkms.net.Address;
import org.quorumkms.operator.Invited;

/** A backup taken while others write, restored into an empty home: what was answered before is there. */
final class BackupCampaign {

    private static final int FILES = 50;

    private final Cluster cluster;
    private final Consumer<String> out;

    BackupCampaign(Cluster cluster, Consumer<String> out) {
        this.cluster = cluster;
        this.out = out;
    }

    void run() throws IOException, InterruptedException {
        Party party = cluster.newParty();
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), "backed up", Purpose.ENCRYPT);
        party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
        DomainId domain = invited.domain().body().id();
        Ledger ledger = new Ledger();
        Writers writers = new Writers(cluster, ledger);
        TimeUnit.SECONDS.sleep(3);
        List<byte[]> files = encrypt(party.client(cluster.addresses(0)), domain);
        Ledger before = ledger.copy();
        Node source = cluster.nodes().get(0);
        Path backup = source.home().resolveSibling("backup.zip");
        Map<String, Object> said = source.run(List.of("backup", backup.toString()));
        int during = ledger.size() - before.size();
        writers.end();
        out.accept("a backup of " + said.get("trusts") + " Trusts and " + said.get("domains") + " Domains, while "
                + during + " more answers were given: " + Files.size(backup) / 1024 + " KiB");

        Node restored = new Node(source.home().resolveSibling("restored"));
        restored.run(List.of("restore", backup.toString(), "--listen", "127.0.0.1:0", "--old-server-is-gone"));
        Files.copy(
                source.home().resolve("passphrase"),
                restored.home().resolve("passphrase"),
                StandardCopyOption.COPY_ATTRIBUTES);
        restored.requireHealthy();
        restored.start();
        // What only reads is answered before its host opens it; the rest is not.
        List<Address> there = List.of(restored.address());
        int kept = before.require(cluster.operatorAt(there));
        restored.run(List.of("resume", "--trust", cluster.founding().value()));
        ClientSession client = party.client(there);
        for (int i = 0; i < FILES; i++) {
            ByteArrayOutputStream opened = new ByteArrayOutputStream();
            client.decrypt(MessageReader.open(new ByteArrayInputStream(files.get(i))), Map.of(), opened);
            if (!opened.toString(StandardCharsets.UTF_8).equals(content(i))) {
                throw new IllegalStateException("WRONG BYTES");
            }
        }
        restored.stop();
        out.accept("restored into an empty home: doctor: well; all " + kept + " answers from before it are there; all "
                + FILES + " files from before it decrypt");
    }

    private static List<byte[]> encrypt(ClientSession client, DomainId domain) throws IOException {
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            client.encrypt(
                    domain,
                    EncryptionContext.EMPTY,
                    new ByteArrayInputStream(content(i).getBytes(StandardCharsets.UTF_8)),
                    sealed);
            files.add(sealed.toByteArray());
        }
        return files;
    }

    private static String content(int number) {
        return ("file " + number + "\n").repeat(1_000);
    }
}

package org.quorumkms.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the maker of a device says of an HSM. */
@Command(
        name = "attest",
        description = {
            "Keep what the maker of a device says of an HSM's keys beside its file: certificates in PEM, one for each attested key, and those"
                    + " between it and the maker's root. hsm show verifies it against the authority that is named here, each time; without one"
                    + " it is kept, and shown as not verified.",
            "Exit code 4: it does not verify. It is kept all the same, and shown so."
        },
        footer = {"", "Example:", "  kms-server hsm attest h3 --file attestation.pem --authority maker-root.pem"})
final class HsmAttestCommand implements Callable<Integer> {

    private static final int MOST = 64 * 1024;

    private final ServerContext context;

    @Parameters(paramLabel = "H", description = "An HSM of this home, by its label.")
    private String label = "";

    @Option(names = "--file", paramLabel = "FILE", required = true, description = "The attestation.")
    private Path file = Path.of("");

    @Option(
            names = "--authority",
            paramLabel = "FILE",
            description = "The maker's root certificate, from the maker by a way that you trust.")
    private @Nullable Path authority;

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HsmAttestCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        byte[] document = read(file);
        Optional<byte[]> root = Optional.ofNullable(authority).map(HsmAttestCommand::read);
        Attestations attestations = new Attestations(home);
        try (Passphrase passphrase = access.passphrase(home)) {
            HsmFiles files = access.context().hsmFiles(home, passphrase);
            Hsm hsm = files.opened(config.genesis()).stream()
                    .filter(one -> one.label().equals(label))
                    .findFirst()
                    .map(HsmFiles.Opened::hsm)
                    .orElseThrow(() -> new UsageException("This home holds no HSM " + label + "."));
            attestations.keep(hsm.keys(), document, root);
            Attestations.Shown shown =
                    attestations.of(hsm.keys(), context.clock().instant()).orElseThrow();
            Map<String, @Nullable Object> json = Json.object();
            json.put("label", label);
            json.put("attestation", shown.toJson());
            context.printer(spec).result(json, List.of("HSM " + label, "  attested   " + shown.words()));
            return root.isPresent() && shown.attested().isEmpty() ? ExitCode.NOT_VERIFIED.code() : ExitCode.DONE.code();
        }
    }

    private static byte[] read(Path path) {
        try {
            if (Files.size(path) > MOST) {
                throw new UsageException(path + " is larger than 64 KiB. Name an attestation.");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw Home.failed("read", path, e);
        }
    }
}

package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.ExitCode;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pins a Domain from a file. */
@Command(
        name = "pin",
        description = {
            "Remember a Domain from a file: one whose signatures are expected here from now on, or one that was shared with"
                    + " this home's key. Needs no server.",
            "A home that knows no system yet needs the thumbprint of its genesis, told by somebody you trust."
        },
        footer = {
            "",
            "Example:",
            "  kms-client pin app.tar.sig --genesis 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            "  kms-client --server kms.example:7311 pin payroll.json --genesis 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
        })
final class PinCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "An exported Domain, or a signature that carries one.")
    private Path file = Path.of("");

    @Option(
            names = "--genesis",
            paramLabel = "THUMBPRINT",
            description = "The thumbprint of the system's genesis, as kms-server init printed it.")
    private @Nullable String genesis;

    PinCommand(ClientContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Home home = context().home();
        PinFile pins = new PinFile(home);
        Thumbprint pinned = pinned(pins.find());
        VerifiedDomain domain = new DomainVerifier(pinned)
                .verify(FileSignature.domainIn(TextFile.read(file)))
                .require();
        boolean own = domain.isControlledBy(context().key(home).thumbprint());
        if (!own && domain.body().purpose() != Purpose.SIGN) {
            throw new RefusedException(
                    "Domain " + domain.body().name() + " does not sign, and does not name this home's key"
                            + " as a controller: there is nothing to pin.");
        }
        pins.updateOrBegin(before -> {
            Pins known = before.orElseGet(() -> Pins.begin(pinned, List.of()))
                    .withServers(context().servers().addresses(List.of()));
            return own ? known.with(domain) : known.expecting(domain);
        });
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", domain.body().id().value());
        json.put("name", domain.body().name());
        json.put("mayUse", own);
        printer()
                .result(
                        json,
                        List.of("pinned: Domain " + domain.body().name() + " ("
                                + domain.body().id() + ")"
                                + (own ? ", which this home may use" : ", whose signatures are expected here")));
        return ExitCode.DONE;
    }

    private Thumbprint pinned(Optional<Pins> known) {
        Optional<Thumbprint> said = Optional.ofNullable(genesis).map(Thumbprint::new);
        if (known.isPresent()) {
            if (said.isPresent() && !said.get().equals(known.get().genesis())) {
                throw new RefusedException("This home belongs to another system (genesis "
                        + known.get().genesis().abbreviated() + "). Use another --home.");
            }
            return known.get().genesis();
        }
        return said.orElseThrow(
                () -> new UsageException("This home knows no system yet. Say whose it is: --genesis with all"
                        + " 43 characters, as somebody you trust told you."));
    }
}

package org.quorumkms.client.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Typed;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Pins a Domain whose signatures are expected. */
@Command(
        name = "pin",
        description = {
            "Remember a Domain from a file: its signatures are expected here from now on. Needs no server. A Domain that was"
                    + " shared with this home's key is taken up by its card instead: kms-client claim CARD.",
            "A home that knows no system yet needs the thumbprint of its genesis, told by somebody you trust."
        },
        footer = {"", "Example:", "  kms-client pin app.tar.sig --genesis 47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"})
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
        Optional<Pins> known = pins.find();
        Thumbprint pinned = pinned(known);
        ExportedDomain document = FileSignature.domainIn(TextFile.read(file));
        VerifiedDomain domain = new DomainVerifier(pinned).verify(document).require();
        if (domain.body().purpose() != Purpose.SIGN) {
            throw new RefusedException("Domain " + domain.body().name() + " does not sign: there is nothing to pin."
                    + " If it was shared with this home's key, take it up by its card: kms-client claim CARD.");
        }
        boolean taken =
                known.flatMap(before -> before.domain(domain.body().id())).isPresent();
        if (!taken) {
            pins.updateOrBegin(before -> before.orElseGet(() -> Pins.begin(pinned, List.of())));
            expect(memory(), domain, document);
        }
        Map<String, @Nullable Object> json = Json.object();
        json.put("domain", domain.body().id().value());
        json.put("name", domain.body().name());
        json.put("mayUse", taken);
        printer()
                .result(
                        json,
                        List.of(
                                (taken ? "taken up already: " : "pinned: ") + "Domain "
                                        + domain.body().name() + " ("
                                        + domain.body().id() + "), whose signatures are expected here",
                                "revision " + domain.body().revision() + ", "
                                        + domain.domain().thumbprint() + ": compare it with others who pinned it"));
        return ExitCode.DONE.code();
    }

    /** An earlier revision of one that is pinned changes nothing; one of another branch is refused (T7). */
    private static void expect(ClientMemory memory, VerifiedDomain domain, ExportedDomain document) {
        Optional<PinnedDomain> pinned = memory.pins().signer(domain.body().id());
        boolean earlier = pinned.flatMap(memory::keptOf)
                .filter(kept ->
                        kept.holds(domain.body().revision(), domain.domain().thumbprint()))
                .isPresent();
        if (!earlier) {
            pinned.ifPresent(seen -> seen.descent().require(domain, document.proof()));
            memory.expect(domain, document);
        }
    }

    private Thumbprint pinned(Optional<Pins> known) {
        Optional<Thumbprint> said = Optional.ofNullable(genesis).map(Typed::thumbprint);
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

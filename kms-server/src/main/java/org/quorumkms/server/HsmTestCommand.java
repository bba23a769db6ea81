package org.quorumkms.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Printer;
import org.quorumkms.cli.Table;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.ExitCode;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.pkcs11.Speed;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.signed.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A trial of a token. */
@Command(
        name = "test",
        description = {
            "Try a token before it is trusted, with keys that are made for it and destroyed again; or the keys of an HSM of this home."
                    + " They must do what they should and nothing else; how fast they are is shown beside software.",
            "Exit code 1: something does not hold, and the token should not be an HSM."
        },
        footer = {
            "",
            "Example:",
            "  kms-server hsm test --pkcs11 /usr/lib/softhsm/libsofthsm2.so --token quorum-h3 --pin-file /etc/kms/pin",
            "  kms-server hsm test h3"
        })
final class HsmTestCommand implements Callable<Integer> {

    private final ServerContext context;

    @Parameters(arity = "0..1", paramLabel = "H", description = "An HSM of this home, by its label.")
    private String label = "";

    @Mixin
    private TokenOptions token = new TokenOptions();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long each speed is measured, 1 to 60 (default 2).")
    private int seconds;

    @Mixin
    private HsmAccess access;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HsmTestCommand(ServerContext context) {
        this.context = context;
        this.access = new HsmAccess(context);
    }

    @Override
    public Integer call() {
        if (seconds < 1 || seconds > 60) {
            throw new UsageException("--seconds is from 1 to 60.");
        }
        if (token.isGiven() == !label.isEmpty()) {
            throw new UsageException("Name either an HSM of this home, or a token: --pkcs11 MODULE --token LABEL.");
        }
        Duration each = Duration.ofSeconds(seconds);
        // Beside the software that a server has.
        NativeCrypto.provider();
        TokenHsms.Trial trial = token.isGiven() ? access.context().tokens().tryOut(token.name(), each) : ofHome(each);
        context.printer(spec)
                .checks(
                        json(trial),
                        trial.checks().stream()
                                .map(check -> new Printer.Mark(check.ok(), check.what()))
                                .toList(),
                        text(trial));
        return (trial.ok() ? ExitCode.DONE : ExitCode.REFUSED).code();
    }

    private TokenHsms.Trial ofHome(Duration each) {
        Home home = context.home();
        ServerConfig config = ServerConfig.require(home);
        try (Passphrase passphrase = access.passphrase(home)) {
            return access.context()
                    .hsmFiles(home, passphrase)
                    .tryOut(label, config.genesis(), each)
                    .orElseThrow(() -> new UsageException("This home holds no HSM " + label + " in a token."));
        }
    }

    private static Map<String, @Nullable Object> json(TokenHsms.Trial trial) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("ok", trial.ok());
        json.put("token", trial.token().label());
        json.put("serial", trial.token().serial());
        json.put("manufacturer", trial.token().manufacturer());
        json.put("model", trial.token().model());
        json.put("firmware", trial.token().firmware());
        json.put("opens", trial.device().opens());
        json.put("madeMillis", trial.made().map(Duration::toMillis).orElse(null));
        json.put("checks", trial.checks().stream().map(Check::toJson).toList());
        json.put("speeds", trial.speeds().stream().map(HsmTestCommand::json).toList());
        return json;
    }

    private static Map<String, @Nullable Object> json(Speed speed) {
        Map<String, @Nullable Object> json = Json.object();
        json.put("what", speed.what());
        json.put("where", speed.where());
        json.put("threads", speed.threads());
        json.put("perSecond", Math.round(speed.perSecond()));
        json.put("p99Micros", Math.round(speed.p99Millis() * 1_000));
        return json;
    }

    private static List<String> text(TokenHsms.Trial trial) {
        List<String> text = new ArrayList<>();
        text.add(trial.token().words());
        text.add("opens " + HsmWords.opens(trial.device()));
        trial.made().ifPresent(took -> text.add("made two pairs in " + took.toMillis() + " ms"));
        Table table = new Table("", "WHERE", "THREADS", "A SECOND", "99 OF 100 WITHIN");
        trial.speeds()
                .forEach(speed -> table.row(
                        speed.what(),
                        speed.where(),
                        String.valueOf(speed.threads()),
                        String.valueOf(Math.round(speed.perSecond())),
                        String.format(Locale.ROOT, "%.1f ms", speed.p99Millis())));
        text.addAll(table.lines());
        text.add(trial.ok() ? "It can be an HSM." : "It should not be an HSM: see what failed.");
        return text;
    }
}

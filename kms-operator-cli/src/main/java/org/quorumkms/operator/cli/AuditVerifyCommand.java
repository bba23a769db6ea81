package org.quorumkms.operator.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.LogFile;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.operator.AuditReader;
import org.quorumkms.operator.SeenHeads;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies the logs. */
@Command(
        name = "verify",
        description = {
            "Verify the servers' audit logs on this side: that each entry follows the one before it, that the signed heads"
                    + " are theirs, that an HSM of a Trust pinned here certified the keys that signed them, and that the"
                    + " logs go on from what this home saw before. Exit 4 when something is cut, changed or reordered.",
            "A file needs no server."
        },
        footer = {"", "Example:", "  kms-operator audit verify", "  kms-operator audit verify audit.jsonl"})
final class AuditVerifyCommand extends OperatorCommand {

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "What audit export wrote.")
    private @Nullable Path file;

    @Option(
            names = "--forget",
            paramLabel = "SERVER",
            description =
                    "First forget what was seen of a server's log, by the thumbprint of its key: after a loss that"
                            + " was looked into, such as a restored backup.")
    private @Nullable String forget;

    private final Map<Thumbprint, LogReplay> replays = new LinkedHashMap<>();

    AuditVerifyCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        replays.clear();
        Home home = context().home();
        SeenHeads seen = new SeenHeads(home);
        if (forget != null) {
            forget(seen, forget);
        }
        if (file != null) {
            readFile(home, seen, file);
        } else {
            readServers(home, seen);
        }
        List<Check> checks = new ArrayList<>();
        for (Map.Entry<Thumbprint, LogReplay> log : replays.entrySet()) {
            List<Check> found = log.getValue().checks();
            found.forEach(check -> checks.add(new Check(log.getKey().abbreviated() + ": " + check.what(), check.ok())));
            if (found.stream().allMatch(Check::ok)) {
                log.getValue().head().ifPresent(head -> seen.see(log.getKey(), SeenHead.of(head)));
            }
        }
        missing(seen)
                .forEach(server -> checks.add(
                        new Check(server.abbreviated() + ": this log was seen here before, and is not there", false)));
        boolean valid = checks.stream().allMatch(Check::ok);
        return Checks.print(
                printer(),
                new Verification<>(checks, valid ? Optional.of(valid) : Optional.empty()),
                replays.size() + (replays.size() == 1 ? " audit log" : " audit logs"));
    }

    private static void forget(SeenHeads seen, String thumbprint) {
        if (thumbprint.length() != Thumbprint.LENGTH) {
            throw new UsageException("Name the server's log by all 43 characters of its key's thumbprint.");
        }
        seen.forget(new Thumbprint(thumbprint));
    }

    private Set<Thumbprint> missing(SeenHeads seen) {
        Set<Thumbprint> missing = new TreeSet<>(seen.servers());
        missing.removeAll(replays.keySet());
        return missing;
    }

    private void readServers(Home home, SeenHeads seen) {
        AuditReader audits = open().audits();
        Pins pins = new PinFile(home).require();
        for (AuditLogView log : audits.logs()) {
            audits.all(log, replay(pins, seen, log.server()));
        }
    }

    private void readFile(Home home, SeenHeads seen, Path from) {
        Pins pins = new PinFile(home).require();
        try (BufferedReader in = Files.newBufferedReader(from)) {
            LogFile.read(in, server -> replay(pins, seen, server));
        } catch (IOException e) {
            throw Home.failed("read", from, e);
        }
    }

    private LogReplay replay(Pins pins, SeenHeads seen, Thumbprint server) {
        LogReplay replay = new LogReplay(pins.genesis(), server, hsms(pins), seen.of(server));
        if (replays.put(server, replay) != null) {
            throw new UsageException("The log of server " + server + " stands there twice.");
        }
        return replay;
    }

    /** Every HSM that ever was in a Trust of a pinned line may have certified a key whose log still has to verify. */
    private static List<RsaJwk> hsms(Pins pins) {
        return pins.trusts().lines().stream()
                .map(VerifiedTrust::chain)
                .flatMap(chain -> chain.trusts().stream())
                .map(Trust::body)
                .flatMap(body -> body.hsms().stream())
                .map(HsmKeys::signing)
                .distinct()
                .toList();
    }
}

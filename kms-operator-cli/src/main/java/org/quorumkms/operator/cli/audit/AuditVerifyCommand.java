package org.quorumkms.operator.cli.audit;

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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.Gaps;
import org.quorumkms.audit.LogFile;
import org.quorumkms.audit.LogId;
import org.quorumkms.audit.LogReplay;
import org.quorumkms.audit.LogSink;
import org.quorumkms.audit.SeenHead;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.operator.AuditReader;
import org.quorumkms.operator.SeenHeads;
import org.quorumkms.operator.cli.OperatorCommand;
import org.quorumkms.operator.cli.OperatorContext;
import org.quorumkms.operator.cli.rows.Checks;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.signed.Check;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.VerifiedTrust;
import picocli.CommandLine.Command;
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

    private static final List<Check> ACCEPTED =
            List.of(new Check("this log was cut or changed, which was accepted here", true));

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "What audit export wrote.")
    private @Nullable Path file;

    private final Map<LogId, LogReplay> replays = new LinkedHashMap<>();

    AuditVerifyCommand(OperatorContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        replays.clear();
        Home home = context().home();
        SeenHeads seen = new SeenHeads(home);
        Gaps gaps = file == null ? readServers(home, seen) : readFile(home, seen, file);
        List<Check> checks = new ArrayList<>();
        for (Map.Entry<LogId, LogReplay> log : replays.entrySet()) {
            List<Check> found = log.getValue().checks();
            boolean holds = found.stream().allMatch(Check::ok);
            boolean accepted = !holds
                    && seen.isAccepted(log.getKey())
                    && gaps.proven(log.getKey(), replays).isPresent();
            List<Check> said = accepted ? ACCEPTED : found;
            said.forEach(check -> checks.add(new Check(log.getKey().abbreviated() + ": " + check.what(), check.ok())));
            if (holds) {
                log.getValue().head().ifPresent(head -> seen.see(log.getKey(), SeenHead.of(head)));
            }
        }
        missing(seen)
                .forEach(log -> checks.add(
                        new Check(log.abbreviated() + ": this log was seen here before, and is missing", false)));
        boolean valid = checks.stream().allMatch(Check::ok);
        return Checks.print(
                printer(),
                new Verification<>(checks, valid ? Optional.of(valid) : Optional.empty()),
                replays.size() + (replays.size() == 1 ? " audit log" : " audit logs"));
    }

    private Set<LogId> missing(SeenHeads seen) {
        Set<LogId> missing = new TreeSet<>(seen.logs());
        missing.removeAll(replays.keySet());
        return missing;
    }

    private Gaps readServers(Home home, SeenHeads seen) {
        AuditReader audits = open().audits();
        Pins pins = new PinFile(home).require();
        List<AuditLogView> logs = audits.logs();
        Gaps gaps = new Gaps(pins.genesis());
        logs.forEach(log -> audits.first(log).ifPresent(first -> gaps.note(log.log(), first)));
        for (AuditLogView log : logs) {
            audits.all(log, replay(pins, seen, gaps, log.log()));
        }
        return gaps;
    }

    /** Reads it twice: what a log says of an earlier one may stand behind that. */
    private Gaps readFile(Home home, SeenHeads seen, Path from) {
        Pins pins = new PinFile(home).require();
        Gaps gaps = new Gaps(pins.genesis());
        read(from, log -> new FirstEntry(first -> gaps.note(log, first)));
        read(from, log -> replay(pins, seen, gaps, log));
        return gaps;
    }

    private static void read(Path from, LogFile.Logs logs) {
        try (BufferedReader in = Files.newBufferedReader(from)) {
            LogFile.read(in, logs);
        } catch (IOException e) {
            throw Home.failed("read", from, e);
        }
    }

    /** Takes the first entry of a log, and nothing else. */
    private static final class FirstEntry implements LogSink {

        private final Consumer<String> take;
        private boolean taken;

        FirstEntry(Consumer<String> take) {
            this.take = take;
        }

        @Override
        public void key(String certificate) {
            // The replay takes it.
        }

        @Override
        public void entry(String text) {
            if (!taken) {
                taken = true;
                take.accept(text);
            }
        }

        @Override
        public void head(String note) {
            // The replay takes it.
        }
    }

    private LogReplay replay(Pins pins, SeenHeads seen, Gaps gaps, LogId log) {
        LogReplay replay = new LogReplay(pins.genesis(), log, hsms(pins), seen.of(log));
        gaps.of(log)
                .ifPresent(gap -> replay.expect(
                        SeenHead.of(gap.lost()),
                        "it has the " + gap.lost().size()
                                + " entries that its server signed for; that server goes on in another log"
                                + " (look into it, then: audit accept-gap " + log + ")"));
        if (replays.put(log, replay) != null) {
            throw new UsageException("The log " + log + " stands there twice.");
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

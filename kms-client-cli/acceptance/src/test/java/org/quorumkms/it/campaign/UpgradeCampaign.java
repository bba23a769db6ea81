package org.quorumkms.it.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quorumkms.domain.Purpose;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Node;
import org.quorumkms.it.system.Party;
import org.quorumkms.operator.Invited;

/**
 * Servers that are upgraded one after another, and taken back, while clients encrypt and decrypt and operators change things:
 * no call fails, whichever versions serve side by side, and the consoles of both versions work with both.
 */
final class UpgradeCampaign {

    private static final int CLIENTS = 3;
    private static final int SETTLE_MILLIS = 3_000;

    private final Cluster cluster;
    private final Path before;
    private final Path after;
    private final Consumer<String> out;
    private final Party party;
    private int files;

    /** Takes a system that runs with the programs of before. */
    UpgradeCampaign(Cluster cluster, Path before, Path after, Consumer<String> out) {
        this.cluster = cluster;
        this.before = before;
        this.after = after;
        this.out = out;
        this.party = cluster.newParty();
        Invited invited = cluster.operator(0).changes().create(cluster.founding(), "consoles", Purpose.ENCRYPT);
        party.claim(invited.invitation(), cluster.addresses(0), cluster.serverKeys());
    }

    /**
     * Returns how many answers were found again at the end.
     *
     * @param back whether they are taken back too: not where the schema changed, which the old one refuses
     */
    int run(boolean back) throws IOException, InterruptedException {
        Ledger ledger = new Ledger();
        Writers writers = new Writers(cluster, ledger);
        Readers readers = new Readers(cluster, CLIENTS);
        for (Path programs : back ? List.of(after, before, after) : List.of(after)) {
            for (Node node : cluster.nodes()) {
                readers.timeAnew();
                long begin = System.nanoTime();
                node.stop();
                node.programs(programs);
                node.start();
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
                TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
                readers.requireWell();
                writers.requireWell();
                consoles();
                node.requireHealthy();
                out.accept(node.home().getFileName() + " runs " + version(programs) + " after " + millis + " ms; "
                        + readers.files() + " files and " + ledger.size() + " answers so far, the longest call "
                        + readers.longest() + " ms; the consoles of both versions work; doctor: well");
            }
            ledger.require(cluster.operator(0));
        }
        readers.end();
        writers.end();
        int kept = ledger.require(cluster.operator(1));
        out.accept("in the end " + readers.files() + " files went through and all " + kept
                + " answers are there; calls that failed: " + writers.unanswered());
        if (writers.unanswered() > 0) {
            throw new IllegalStateException("calls of operators failed");
        }
        return kept;
    }

    /** What one version's client sealed, the other one's opens; both list. */
    private void consoles() throws IOException, InterruptedException {
        for (List<Path> pair : List.of(List.of(before, after), List.of(after, before))) {
            Path plain = party.home().folder().resolveSibling("file-" + ++files);
            Files.writeString(plain, "of version " + files);
            run(pair.get(0), "kms-client", party.home().folder(), "encrypt", plain.toString());
            String opened = run(
                    pair.get(1), "kms-client", party.home().folder(), "decrypt", "--quiet", "-o", "-", plain + ".kms");
            if (!opened.equals("of version " + files)) {
                throw new IllegalStateException("WRONG BYTES");
            }
            run(pair.get(0), "kms-operator", cluster.operatorHome(), "trust", "list");
        }
    }

    private static String version(Path programs) throws IOException, InterruptedException {
        return run(programs, "kms-client", programs, "--version").strip();
    }

    private static String run(Path programs, String program, Path home, String... words)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("scripts/" + program).toString(), "--home", home.toString()));
        command.addAll(List.of(words));
        Path errors = Files.createTempFile("kms-upgrade", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(errors));
            }
            return said;
        } finally {
            Files.delete(errors);
        }
    }
}

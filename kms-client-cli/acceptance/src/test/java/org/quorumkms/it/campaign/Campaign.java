package org.quorumkms.it.campaign;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.quorumkms.it.system.Cluster;
import org.quorumkms.it.system.Database;
import org.quorumkms.it.system.Node;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What scripts/crash-test, scripts/failover-test and the others start. */
@Command(name = "campaign", description = "Long tests on real servers.")
public final class Campaign {

    @Option(names = "--folder", required = true, scope = CommandLine.ScopeType.INHERIT)
    private Path folder = Path.of("");

    @Option(names = "--url", scope = CommandLine.ScopeType.INHERIT)
    private String url = "";

    @Option(names = "--cluster", scope = CommandLine.ScopeType.INHERIT)
    private Path cluster = Path.of("");

    @Option(names = "--crash", scope = CommandLine.ScopeType.INHERIT)
    private String crash = "";

    @Option(names = "--servers", defaultValue = "1", scope = CommandLine.ScopeType.INHERIT)
    private int servers;

    @Option(names = "--rounds", defaultValue = "10", scope = CommandLine.ScopeType.INHERIT)
    private int rounds;

    @Option(names = "--seed", scope = CommandLine.ScopeType.INHERIT)
    private long seed = System.currentTimeMillis();

    @Option(names = "--hsm", scope = CommandLine.ScopeType.INHERIT)
    private List<String> kinds = List.of();

    @Option(names = "--before", scope = CommandLine.ScopeType.INHERIT)
    private Path before = Path.of("");

    @Option(names = "--forward-only", scope = CommandLine.ScopeType.INHERIT)
    private boolean forwardOnly;

    private final PrintWriter out = new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8);

    private Campaign() {}

    /** Runs a campaign; exits with 0 if everything held. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Campaign())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    failure.printStackTrace(command.getErr());
                    return 1;
                })
                .execute(args));
    }

    private Database database() {
        return url.isEmpty() ? Database.sqlite() : Database.scripted(cluster, url, crash);
    }

    private interface Work {
        void run(Cluster system) throws Exception;
    }

    private int with(Work work) throws Exception {
        Cluster system = new Cluster(folder, database(), new Cluster.Founding(servers, 1, List.of("alice"), 1, kinds));
        work.run(system);
        system.stop();
        return 0;
    }

    @Command(name = "crash-servers", description = "Servers are killed while others write.")
    int crashServers() throws Exception {
        return with(system -> new CrashCampaign(system, false, seed, out::println).run(rounds, 1));
    }

    @Command(name = "crash-database", description = "The database is killed while others write.")
    int crashDatabase() throws Exception {
        return with(system -> new CrashCampaign(system, true, seed, out::println).run(rounds, 1));
    }

    @Command(name = "rolling", description = "Servers are killed in turn while clients encrypt and decrypt.")
    int rolling() throws Exception {
        return with(system -> new RollingCampaign(system, out::println).run(rounds));
    }

    @Command(
            name = "upgrade",
            description = "Servers are upgraded in turn, and taken back, while others read and write.")
    int upgrade() throws Exception {
        Path after = Path.of(System.getProperty("project.root", ".")).toAbsolutePath();
        Cluster system = new Cluster(
                folder, database(), new Cluster.Founding(servers, 1, List.of("alice"), 1), before.toAbsolutePath());
        new UpgradeCampaign(system, before.toAbsolutePath(), after, out::println).run(!forwardOnly);
        system.stop();
        return 0;
    }

    @Command(name = "races", description = "Two servers are asked for what only one may do.")
    int races() throws Exception {
        return with(system -> new RaceCampaign(system, out::println).run(rounds));
    }

    @Command(name = "backup", description = "A backup is taken while others write, and restored.")
    int backup() throws Exception {
        return with(system -> new BackupCampaign(system, out::println).run());
    }

    @Command(name = "many-domains", description = "Very many Domains in the store.")
    int manyDomains() throws Exception {
        return with(system -> new ManyDomains(system, out::println).run(rounds));
    }

    @Command(name = "sizes", description = "What very many Domains take of a PostgreSQL that is multiplied by --crash.")
    int sizes() throws Exception {
        return with(system -> new SizesCampaign(system, out::println).run());
    }

    @Command(name = "rewrap", description = "Very many Domains are moved, by a console that is killed in the middle.")
    int rewrap() throws Exception {
        return with(system -> new RewrapCampaign(system, out::println).run(rounds));
    }

    @Command(
            name = "hybrid",
            description = "The Domains of a system whose HSMs have no ML-KEM key are moved to a Trust of version 2.")
    int hybrid() throws Exception {
        Cluster system = new Cluster(
                folder, database(), new Cluster.Founding(servers, 1, List.of("alice"), 1), before.toAbsolutePath());
        for (Node node : system.nodes()) {
            node.stop();
            node.programs(Path.of(System.getProperty("project.root", ".")).toAbsolutePath());
            node.start();
        }
        new RewrapCampaign(system, out::println).runToVersion2(rounds);
        for (Node node : system.nodes()) {
            node.requireHealthy();
        }
        system.stop();
        return 0;
    }

    @Command(name = "claim-timing", description = "How long refused claims take.")
    int claimTiming() throws Exception {
        return with(system -> new ClaimTiming(system, out::println).run(rounds));
    }
}

package org.quorumkms.it.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.quorumkms.net.Address;
import org.quorumkms.net.ServicePool;
import org.quorumkms.net.WireFilters;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.OperatorClient;
import org.quorumkms.operator.OperatorView;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** A system of one or more servers with one operator and its founding Trust, which names an HSM of every server. */
final class Cluster {

    private static boolean filtered;

    private final Path folder;
    private final Database database;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<Thumbprint> serverKeys = new HashSet<>();
    private Party alice;
    private final AtomicInteger parties = new AtomicInteger();
    private Thumbprint founding;

    Cluster(Path folder, Database database, int servers) throws IOException, InterruptedException {
        filter();
        this.folder = folder;
        this.database = database;
        Files.createDirectories(folder);
        Node first = new Node(folder.resolve("server1"));
        nodes.add(first);
        Map<String, Object> init = first.run(with("init", "--operator", "alice", "--hsms", "1"));
        for (int i = 2; i <= servers; i++) {
            Node next = new Node(folder.resolve("server" + i));
            next.run(with("join", "--genesis", String.valueOf(init.get("genesis"))));
            nodes.add(next);
        }
        nodes.forEach(Node::start);
        nodes.forEach(node -> serverKeys.add(node.serverKey()));
        alice = new Party(folder.resolve("alice"));
        alice.claim(
                String.valueOf(((Map<?, ?>) init.get("invitations")).get("alice")), List.of(first.address()), Set.of());
        this.founding = found();
        if (servers > 1) {
            enrolUnderAllServers();
        }
    }

    /**
     * An operator's first Domain stands under genesis, whose HSMs are all in the first server. So that it can approve
     * when that one is down, the operator enrols again, under the Trust that names HSMs of all servers, and a successor
     * exchanges its key.
     */
    private void enrolUnderAllServers() {
        OperatorClient first = operator(0);
        OperatorView before = first.self();
        Party again = new Party(folder.resolve("alice-again"));
        again.claim(first.inviteOperator("alice again").invitation(), addresses(0), serverKeys);
        Thumbprint key = again.operator(addresses(0)).self().thumbprint();
        Trust successor =
                first.createTrust(new TrustPlan(TrustKind.SUCCESSOR, founding, allHsms(first), List.of(key), 1));
        first.approve(before, successor);
        OperatorClient operator = again.operator(addresses(0));
        OperatorView self = operator.self();
        operator.approve(self, successor);
        operator.sign(successor.thumbprint(), List.of());
        operator.follow(self, operator.trusts());
        alice = again;
        founding = successor.thumbprint();
    }

    private static List<Thumbprint> allHsms(OperatorClient operator) {
        return operator.hsms().stream().map(HsmEntry::fingerprint).toList();
    }

    private static synchronized void filter() {
        if (!filtered) {
            WireFilters.installForResults();
            filtered = true;
        }
    }

    private List<String> with(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--listen", "127.0.0.1:0"));
        all.addAll(database.options());
        return all;
    }

    private Thumbprint found() {
        OperatorClient operator = alice.operator(List.of(nodes.get(0).address()));
        OperatorView self = operator.self();
        Trust trust = operator.createTrust(
                new TrustPlan(TrustKind.BRANCH, operator.genesis(), allHsms(operator), List.of(self.thumbprint()), 1));
        operator.approve(self, trust);
        operator.sign(trust.thumbprint(), List.of());
        operator.follow(self, operator.trusts());
        return trust.thumbprint();
    }

    Database database() {
        return database;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** All addresses, beginning with one of the servers. */
    List<Address> addresses(int first) {
        List<Address> all = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            all.add(nodes.get((first + i) % nodes.size()).address());
        }
        return all;
    }

    OperatorClient operator(int first) {
        return alice.operator(addresses(first));
    }

    ServicePool<OperatorService> operatorService() {
        return alice.operatorService(addresses(0));
    }

    OperatorClient operatorAt(List<Address> addresses) {
        return alice.operator(addresses);
    }

    /** The home of the first operator. */
    Path operatorHome() {
        return folder.resolve("alice");
    }

    OperatorClient operatorAtOnly(int server) {
        return alice.operator(List.of(nodes.get(server).address()));
    }

    Thumbprint founding() {
        return founding;
    }

    /** The keys of the servers, for a first contact with one that did not invite. */
    Set<Thumbprint> serverKeys() {
        return serverKeys;
    }

    /** A new client, with a home of its own. */
    Party newParty() {
        return new Party(folder.resolve("client" + parties.incrementAndGet()));
    }

    /** Ends all servers as an administrator does. */
    void stop() throws InterruptedException {
        for (Node node : nodes) {
            if (node.isRunning()) {
                node.stop();
            }
        }
    }
}

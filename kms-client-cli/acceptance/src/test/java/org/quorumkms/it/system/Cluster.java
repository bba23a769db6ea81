package org.quorumkms.it.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.quorumkms.net.Address;
import org.quorumkms.net.ServicePool;
import org.quorumkms.net.WireFilters;
import org.quorumkms.operator.HsmEntry;
import org.quorumkms.operator.Session;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** A system of one or more servers with its operators and its founding Trust, which names all HSMs of every server. */
public final class Cluster {

    private static boolean filtered;

    private final Path folder;
    private final Database database;
    private final List<Node> nodes = new ArrayList<>();
    private final Set<Thumbprint> serverKeys = new HashSet<>();
    private final Map<String, Party> operators = new LinkedHashMap<>();
    private final AtomicInteger parties = new AtomicInteger();
    private final Thumbprint founding;

    /**
     * How a system is founded.
     *
     * @param servers how many servers
     * @param hsms how many HSMs the first server has; each other one has one
     * @param operators the operators' names
     * @param quorum how many of them must approve
     * @param kinds what the first server's HSMs are, in place of how many: software, or a token as a PKCS#11 URI; empty: software
     */
    public record Founding(int servers, int hsms, List<String> operators, int quorum, List<String> kinds) {

        /** Copies the lists. */
        public Founding {
            operators = List.copyOf(operators);
            kinds = List.copyOf(kinds);
        }

        /** Plans one whose HSMs are software. */
        public Founding(int servers, int hsms, List<String> operators, int quorum) {
            this(servers, hsms, operators, quorum, List.of());
        }

        private List<String> hsmOptions() {
            return kinds.isEmpty()
                    ? List.of("--hsms", Integer.toString(hsms))
                    : kinds.stream().flatMap(kind -> Stream.of("--hsm", kind)).toList();
        }
    }

    /** Founds a system of one operator, alice. */
    public Cluster(Path folder, Database database, int servers) throws IOException, InterruptedException {
        this(folder, database, new Founding(servers, 1, List.of("alice"), 1));
    }

    /** Founds a system. */
    public Cluster(Path folder, Database database, Founding plan) throws IOException, InterruptedException {
        this(folder, database, plan, Node.ROOT);
    }

    /** Founds a system with the servers' programs of another checkout. */
    public Cluster(Path folder, Database database, Founding plan, Path programs)
            throws IOException, InterruptedException {
        filter();
        this.folder = folder;
        this.database = database;
        Files.createDirectories(folder);
        Node first = new Node(folder.resolve("server1"), programs);
        nodes.add(first);
        List<String> founded = new ArrayList<>(with("init", "--operator", String.join(",", plan.operators())));
        founded.addAll(plan.hsmOptions());
        Map<String, Object> init = first.run(founded);
        for (int i = 2; i <= plan.servers(); i++) {
            Node next = new Node(folder.resolve("server" + i), programs);
            next.run(with("join", "--genesis", String.valueOf(init.get("genesis"))));
            nodes.add(next);
        }
        nodes.forEach(node -> node.start());
        nodes.forEach(node -> serverKeys.add(node.serverKey()));
        for (String name : plan.operators()) {
            Party operator = new Party(folder.resolve(name));
            operator.claim(
                    String.valueOf(((Map<?, ?>) init.get("invitations")).get(name)),
                    List.of(first.address()),
                    Set.of());
            operators.put(name, operator);
        }
        this.founding = found(plan.quorum());
    }

    private static List<Thumbprint> allHsms(Session operator) {
        return operator.hsms().all().stream().map(HsmEntry::fingerprint).toList();
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

    private Thumbprint found(int quorum) {
        Session operator = operatorAtOnly(0);
        List<Thumbprint> keys = operators.values().stream()
                .map(one -> one.operator(List.of(nodes.get(0).address())).self().thumbprint())
                .toList();
        return trust(new TrustPlan(
                        TrustKind.BRANCH, operator.genesis(), allHsms(operator), keys, quorum, "the founding Trust"))
                .thumbprint();
    }

    /** Has a Trust made, approved by every operator of this system, and signed; their own Domains move with it. */
    public Trust trust(TrustPlan plan) {
        Session proposer = operator(0);
        Trust trust = proposer.trusts().create(plan);
        operators.values().forEach(one -> one.operator(addresses(0)).trusts().approve(trust));
        Trust signed = proposer.trusts().sign(trust.thumbprint(), List.of());
        operators.values().forEach(this::followed);
        return signed;
    }

    private void followed(Party operator) {
        operator.operator(addresses(0)).begin((founded, newest) -> Optional.of(true));
    }

    /** Returns the database. */
    public Database database() {
        return database;
    }

    /** Returns who edits it. */
    public Editor editor() {
        return new Editor(() -> database.connect(nodes.get(0).home()));
    }

    /** Returns the servers. */
    public List<Node> nodes() {
        return nodes;
    }

    /** Returns all addresses, beginning with one of the servers. */
    public List<Address> addresses(int first) {
        List<Address> all = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            all.add(nodes.get((first + i) % nodes.size()).address());
        }
        return all;
    }

    /** Returns the address of one server alone. */
    public List<Address> only(int server) {
        return List.of(nodes.get(server).address());
    }

    /** Begins a command of the first operator, which asks one of the servers first. */
    public Session operator(int first) {
        return alice().operator(addresses(first));
    }

    /** Returns the service of operators, as the first operator calls it. */
    public ServicePool<OperatorService> operatorService() {
        return alice().operatorService(addresses(0));
    }

    /** Begins a command of the first operator at some addresses. */
    public Session operatorAt(List<Address> addresses) {
        return alice().operator(addresses);
    }

    /** Begins a command of the first operator at one server alone. */
    public Session operatorAtOnly(int server) {
        return alice().operator(only(server));
    }

    private Party alice() {
        return operators.values().iterator().next();
    }

    /** Returns an operator. */
    public Party operator(String name) {
        return operators.get(name);
    }

    /** Returns the home of the first operator. */
    public Path operatorHome() {
        return alice().home().folder();
    }

    /** Returns the founding Trust. */
    public Thumbprint founding() {
        return founding;
    }

    /** Returns the keys of the servers, for a first contact with one that did not invite. */
    public Set<Thumbprint> serverKeys() {
        return serverKeys;
    }

    /** Makes a new client, with a home of its own. */
    public Party newParty() {
        return new Party(folder.resolve("client" + parties.incrementAndGet()));
    }

    /** Ends all servers as an administrator does. */
    public void stop() throws InterruptedException {
        for (Node node : nodes) {
            if (node.isRunning()) {
                node.stop();
            }
        }
    }
}

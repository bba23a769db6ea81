package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quorumkms.server.manager.Scene.ALICE;
import static org.quorumkms.server.manager.Scene.BOB;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.manager.FaultyStore.Killed;
import org.quorumkms.server.manager.FaultyStore.When;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.Trust;

/**
 * One history of one Domain: three servers with memories of their own over one database, two consoles, three clients. Against
 * them whoever writes the database, with the key of a controller who was taken out and an HSM that was dropped.
 *
 * <p>After each step it asks {@link Truth} whether a party that saw a revision took one that does not continue it, or a server
 * used one that does not continue what it changed, used or took in before.
 */
final class RandomHistory implements AutoCloseable {

    private static final int SERVERS = 3;
    private static final SigningKey MALLORY = Scene.STRANGER;
    private static final List<SigningKey> CLIENTS = List.of(Scene.CLIENT, Scene.BACKUP, TestServer.actor(23));

    private final Random chance;
    private final boolean kills;
    private final Scene scene;
    private final TestServer system;
    private final DatabaseEditor editor;
    private final DomainId payroll;
    private final DomainId other;
    private final Truth truth = new Truth();
    private final List<Server> servers = new ArrayList<>();
    private final List<Party> clients = new ArrayList<>();
    private final List<Party> consoles = new ArrayList<>();
    private final Map<Party, String> names = new LinkedHashMap<>();
    private final List<DatabaseEditor.Rows> saved = new ArrayList<>();
    private final List<String> trace = new ArrayList<>();
    private Optional<Trust> next = Optional.empty();

    /** A server, and the newest revision that it changed, used or took in. */
    private static final class Server {
        private final String name;
        private final FaultyStore store;
        private TestNode node;
        private Optional<Thumbprint> saw = Optional.empty();

        /** What a killed one remembers for sure. */
        private Optional<Thumbprint> firm = Optional.empty();

        Server(String name, FaultyStore store, TestNode node) {
            this.name = name;
            this.store = store;
            this.node = node;
        }

        Manager manager() {
            return node.manager();
        }
    }

    RandomHistory(Path folder, long seed, boolean kills) {
        this.chance = new Random(seed);
        this.kills = kills;
        this.scene = new Scene(folder);
        this.system = scene.system;
        this.editor = scene.editor;
        this.payroll = scene.payroll;
        this.other = scene.domain("other", Purpose.ENCRYPT);
        List<Controller> more = new ArrayList<>();
        for (int i = 1; i < CLIENTS.size(); i++) {
            more.add(Scene.controller(CLIENTS.get(i), "c" + (i + 1), Right.DECRYPT, Right.ENCRYPT, Right.SHARE));
        }
        more.add(Scene.controller(MALLORY, "mallory", Right.DECRYPT, Right.ENCRYPT, Right.SHARE));
        system.manager()
                .domainChanges()
                .controllers(
                        new Request(TestServer.ec(CLIENTS.get(0)), system.request()),
                        new ChangeControllers(scene.seen(payroll), more, List.of()));
        collect();
        for (int i = 0; i < SERVERS; i++) {
            FaultyStore store = new FaultyStore(scene.bare());
            servers.add(new Server("S" + (i + 1), store, system.join(store, "127.0.0.1:" + (7401 + i))));
        }
        ExportedDomain whole = scene.exported(payroll);
        for (SigningKey key : CLIENTS) {
            takeUp(Party.client(key, system.genesis()), clients, "c" + (clients.size() + 1), whole);
        }
        takeUp(Party.console(ALICE.connection(), system.genesis()), consoles, "alice", whole);
        takeUp(Party.console(BOB.connection(), system.genesis()), consoles, "bob", whole);
        saved.add(editor.rows(payroll));
    }

    private void takeUp(Party party, List<Party> group, String name, ExportedDomain whole) {
        party.takeUp(whole);
        group.add(party);
        names.put(party, name);
    }

    List<String> trace() {
        return trace;
    }

    /** Goes on by some steps, and looks at the end that honest work is possible again. */
    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            scene.clock.turn(Duration.ofMinutes(90));
            step();
            collect();
            if (i % 10 == 9) {
                honestWorkIsPossibleAgain();
            }
        }
        honestWorkIsPossibleAgain();
    }

    private <T> T any(List<T> all) {
        return all.get(chance.nextInt(all.size()));
    }

    private void step() {
        Server server = any(servers);
        switch (chance.nextInt(24)) {
            case 0, 1, 2, 3 -> use(any(clients), server);
            case 4, 5 -> share(any(clients), server);
            case 6 -> takeOut(any(clients), server);
            case 7, 8 -> rotate(any(consoles), server);
            case 9 -> catchUp(any(List.copyOf(names.keySet())), server);
            case 10 -> order(any(consoles), server);
            case 11 -> succeedAndMove(server);
            case 12 -> restart(server);
            case 13, 14 -> rollBack();
            case 15, 16 -> put(any(truth.all()));
            case 17 -> swap();
            case 18 -> {
                say("the row is gone");
                editor.remove(payroll);
            }
            case 19 -> forge();
            case 20 -> malloryUses(server);
            case 21 -> malloryChanges(server);
            default -> malloryHandsOver(server);
        }
        saved.add(editor.rows(payroll));
    }

    private void say(String what) {
        trace.add(what);
    }

    /** All that was signed since, wherever it is. */
    private void collect() {
        editor.query("SELECT document FROM revision WHERE domain = ? AND document IS NOT NULL", payroll.value())
                .forEach(row -> learn(Domain.parse((String) row.get("document"))));
        servers.forEach(server -> server.node.memory().pending(payroll).forEach(this::learn));
    }

    private void learn(Domain domain) {
        if (domain.body().id().equals(payroll) && !truth.knows(domain.thumbprint())) {
            truth.add(new Truth.Known(
                    domain,
                    scene.bare()
                            .read(tables -> new Ledger(tables).inLine(domain))
                            .line(),
                    false));
        }
    }

    /** What a call is to its server's memory. */
    private enum Kind {
        READING,
        USE,
        CHANGE,
        HAND_OVER
    }

    private interface Call {
        Thumbprint make();
    }

    /**
     * Makes a party's call at a server, which may be killed meanwhile; what it used, or made, must continue what it saw.
     */
    private void attempt(String what, Server server, Optional<Party> party, Kind kind, Call call) {
        Optional<Thumbprint> before = party.map(one -> one.seen(payroll).thumbprint());
        When when = kills && chance.nextInt(4) == 0 ? any(List.of(When.values())) : When.NEVER;
        server.store.kill(when);
        String at = what + " at " + server.name + (when == When.NEVER ? "" : ", killed " + when);
        List<Truth.Known> known = truth.all();
        try {
            Thumbprint used = call.make();
            collect();
            say(at + ": " + name(used));
            boolean done = kind == Kind.CHANGE
                    && known.stream().anyMatch(one -> one.domain().thumbprint().equals(used));
            // What was done already is answered as done, and read only.
            if (kind != Kind.READING && !done) {
                saw(server, used, kind != Kind.USE);
            }
        } catch (KmsException refused) {
            say(at + ": " + refused.getClass().getSimpleName() + " " + refused.getMessage());
        } catch (Killed killed) {
            say(at + ": killed");
            kill(server);
        }
        if (kills && when != When.NEVER && chance.nextInt(2) == 0) {
            kill(server);
        }
        server.store.kill(When.NEVER);
        collect();
        party.ifPresent(one ->
                requireContinues(names.get(one), before.get(), one.seen(payroll).thumbprint()));
    }

    private String name(Thumbprint thumbprint) {
        return truth.get(thumbprint).domain().body().revision() + " (" + thumbprint.abbreviated() + ")";
    }

    /** Section 7: the server uses only what continues what it changed, used or took in. */
    private void saw(Server server, Thumbprint used, boolean firm) {
        server.saw.ifPresent(before -> requireContinues(server.name, before, used));
        server.saw = Optional.of(used);
        if (firm) {
            server.firm = server.saw;
        }
    }

    private void requireContinues(String who, Thumbprint before, Thumbprint after) {
        Optional<List<Truth.Known>> way = truth.way(before, after);
        assertThat(way)
                .as("%s saw %s and took %s, which does not continue it", who, name(before), name(after))
                .isPresent();
        // Whoever saw that h1 was dropped takes nothing more that it signed.
        if (!scene.trust.thumbprint().equals(truth.get(before).domain().body().trust())) {
            assertThat(way.get())
                    .as("%s saw %s under the Trust that dropped h1, and took %s", who, name(before), name(after))
                    .noneMatch(Truth.Known::forged);
        }
    }

    private void kill(Server server) {
        server.store.kill(When.NEVER);
        boolean flushed = chance.nextBoolean();
        if (flushed) {
            server.node.memory().all();
        }
        List<Domain> pending = server.node.memory().pending(payroll);
        pending.forEach(this::learn);
        server.node = system.killed(server.node, server.store);
        if (!flushed) {
            server.saw = server.firm;
        }
        if (!pending.isEmpty()) {
            // It stands by what was pending.
            server.saw = Optional.of(pending.get(pending.size() - 1).thumbprint());
            server.firm = server.saw;
        }
        say(server.name + " starts again" + (pending.isEmpty() ? "" : ", with something pending"));
    }

    private void restart(Server server) {
        say(server.name + " is restarted");
        server.node = system.restart(server.node);
        server.firm = server.saw;
    }

    private void use(Party party, Server server) {
        attempt(
                names.get(party) + " uses",
                server,
                Optional.of(party),
                Kind.USE,
                () -> party.call(watched(server), payroll, named -> Scene.encrypt(server.manager(), party.key(), named))
                        .seen()
                        .thumbprint());
    }

    /** What a server took in during a call, it has seen too. */
    private Party.Calls watched(Server server) {
        return new Party.Calls(server.manager(), exported -> {
            learn(exported.domain());
            saw(server, exported.domain().thumbprint(), true);
        });
    }

    private void change(String what, Party party, Server server, Function<SeenDomain, NewestDomain> work) {
        attempt(
                what,
                server,
                Optional.of(party),
                Kind.CHANGE,
                () -> party.change(watched(server), payroll, work)
                        .domain()
                        .domain()
                        .thumbprint());
    }

    private void share(Party party, Server server) {
        RequestId request = system.request();
        Controller newcomer =
                Scene.controller(TestServer.actor(30 + chance.nextInt(8)), "n" + chance.nextInt(1_000), Right.ENCRYPT);
        change(
                names.get(party) + " shares",
                party,
                server,
                named -> server.manager()
                        .domainChanges()
                        .controllers(
                                new Request(party.caller(), request),
                                new ChangeControllers(named, List.of(newcomer), List.of())));
    }

    private void takeOut(Party party, Server server) {
        RequestId request = system.request();
        change(
                names.get(party) + " takes mallory out",
                party,
                server,
                named -> server.manager()
                        .domainChanges()
                        .controllers(
                                new Request(party.caller(), request),
                                new ChangeControllers(
                                        named,
                                        List.of(),
                                        List.of(MALLORY.publicKey().thumbprint()))));
    }

    private void rotate(Party console, Server server) {
        RequestId request = system.request();
        change(
                names.get(console) + " rotates",
                console,
                server,
                named -> server.manager()
                        .domainChanges()
                        .rotate(new Request(console.caller(), request), named, Duration.ZERO));
    }

    private void catchUp(Party party, Server server) {
        attempt(names.get(party) + " catches up", server, Optional.of(party), Kind.READING, () -> {
            Thumbprint after =
                    party.catchUp(server.manager(), payroll).domain().domain().thumbprint();
            // It need not remember what is read, but shows nothing that does not continue what it saw.
            server.saw.ifPresent(saw -> requireContinues(server.name, saw, after));
            return after;
        });
    }

    private void order(Party console, Server server) {
        RequestId request = system.request();
        Scene.Person person = names.get(console).equals("alice") ? ALICE : BOB;
        change(person.name() + " orders", console, server, named -> {
            Order order = Order.parse(server.manager()
                    .orders()
                    .create(
                            new Request(person.caller(), system.request()),
                            NewOrder.of(payroll, decision(), "", 0, 0)));
            server.manager()
                    .orders()
                    .addApproval(
                            new Request(person.caller(), system.request()),
                            order.thumbprint(),
                            Scene.approval(person, order));
            return server.manager().orders().run(new Request(person.caller(), request), order.thumbprint(), named);
        });
    }

    private Decision decision() {
        return new Decision.Admit(
                Scene.controller(TestServer.actor(40 + chance.nextInt(4)), "o" + chance.nextInt(1_000), Right.ENCRYPT));
    }

    /** H1 is dropped, once; alice moves the Domain, whenever she comes to it. */
    private void succeedAndMove(Server server) {
        if (next.isEmpty()) {
            say("h1 is dropped");
            next = Optional.of(scene.successor(scene.trust, List.of(scene.h2()), scene.alice, scene.bob));
        }
        Party alice = consoles.get(0);
        RequestId request = system.request();
        change(
                "alice moves",
                alice,
                server,
                named -> server.manager()
                        .domainChanges()
                        .move(
                                new Request(alice.caller(), request),
                                new MoveDomain(named, next.get().thumbprint(), "")));
    }

    private void rollBack() {
        say("the row goes back");
        editor.put(any(saved));
    }

    private void put(Truth.Known known) {
        say("the row shows " + name(known.domain().thumbprint()));
        ExportedDomain whole = truth.exported(known.domain().thumbprint());
        scene.bare().write(tables -> {
            try {
                return tables.domains().adopt(tables.domains().find(payroll), whole);
            } catch (KmsException unreadable) {
                return tables.domains().adopt(Optional.empty(), whole);
            }
        });
    }

    private void swap() {
        say("the row shows another Domain");
        editor.putDocument(payroll, scene.stored(other).toText());
    }

    /** What h1 signs once it was dropped: on top of whatever there is, under the Trust in which it was. */
    private void forge() {
        if (next.isEmpty()) {
            say("h1 signs nothing yet");
            return;
        }
        Domain before = any(truth.all()).domain();
        Domain made = Revision.after(before)
                .without("claim")
                .with("trust", scene.trust.thumbprint().value())
                .with(
                        "moves",
                        List.of(Map.of(
                                "revision", 1, "trust", scene.trust.thumbprint().value())))
                .with(
                        "controllers",
                        List.of(Scene.controller(MALLORY, "mallory", Right.DECRYPT, Right.ENCRYPT, Right.SHARE)
                                .toJson()))
                .keys(TestRing.of(1), scene.trust.body().hsms())
                .signedBy(TestServer.thiefOfH1());
        truth.add(new Truth.Known(
                made,
                scene.bare().read(tables -> new Ledger(tables).inLine(made)).line(),
                true));
        say("h1 signs " + name(made.thumbprint()));
        put(truth.get(made.thumbprint()));
    }

    private void malloryUses(Server server) {
        SeenDomain named = any(truth.all()).domain().seen();
        attempt(
                "mallory uses " + named.revision(),
                server,
                Optional.empty(),
                Kind.USE,
                () -> Scene.encrypt(server.manager(), MALLORY, named).seen().thumbprint());
    }

    private void malloryChanges(Server server) {
        SeenDomain named = editor.query("SELECT document FROM domain WHERE id = ?", payroll.value()).stream()
                .map(row -> Domain.parse((String) row.get("document")).seen())
                .filter(seen -> seen.id().equals(payroll))
                .findFirst()
                .orElseGet(() -> any(truth.all()).domain().seen());
        attempt("mallory changes " + named.revision(), server, Optional.empty(), Kind.CHANGE, () -> {
            server.manager()
                    .domainChanges()
                    .controllers(
                            new Request(TestServer.ec(MALLORY), system.request()),
                            new ChangeControllers(
                                    named,
                                    List.of(Scene.controller(
                                            TestServer.actor(50), "m" + chance.nextInt(1_000), Right.ENCRYPT)),
                                    List.of()));
            return server.node.memory().seen(payroll).orElseThrow().thumbprint();
        });
    }

    private void malloryHandsOver(Server server) {
        Thumbprint known = any(truth.all()).domain().thumbprint();
        attempt("mallory hands over " + name(known), server, Optional.empty(), Kind.HAND_OVER, () -> {
            server.manager()
                    .imports()
                    .handOver(TestServer.ec(MALLORY), truth.exported(known).toText());
            return known;
        });
    }

    /**
     * Whoever saw all that a server saw, and is a controller still, works there again: it hands over what it has; what is not
     * signed by an HSM of the newest Trust an operator imports; and where the row is another branch's, it is put right.
     */
    private void honestWorkIsPossibleAgain() {
        for (Server server : servers) {
            for (Party client : clients) {
                if (server.node.memory().whyClosed(payroll).isPresent()) {
                    say(server.name + " is closed until its host chooses");
                    break;
                }
                works(client, server);
            }
        }
    }

    private boolean mayWork(Party client, Server server) {
        Thumbprint seen = client.seen(payroll).thumbprint();
        DomainBody body = truth.get(seen).domain().body();
        return body.state() == DomainState.ENABLED
                && body.controller(client.key().publicKey().thumbprint()).isPresent()
                && server.saw.filter(saw -> !truth.continues(saw, seen)).isEmpty();
    }

    private void works(Party client, Server server) {
        if (!mayWork(client, server) || calls(client, server) || !mayWork(client, server)) {
            return;
        }
        Thumbprint seen = client.seen(payroll).thumbprint();
        try {
            server.manager()
                    .imports()
                    .importDomain(
                            ALICE.caller(), client.kept(payroll).orElseThrow().toText());
            saw(server, seen, true);
            say("alice imports what " + names.get(client) + " exported at " + server.name);
        } catch (KmsException refused) {
            say("alice's import at " + server.name + ": " + refused.getMessage());
        }
        if (calls(client, server) || !mayWork(client, server)) {
            return;
        }
        put(truth.get(seen));
        restart(server);
        assertThat(calls(client, server))
                .as(
                        "%s, who saw %s, works at %s, which saw %s, where the row is right",
                        names.get(client),
                        name(seen),
                        server.name,
                        server.saw.map(this::name).orElse("nothing"))
                .isTrue();
    }

    /** Without a kill. */
    private boolean calls(Party client, Server server) {
        Thumbprint before = client.seen(payroll).thumbprint();
        try {
            Thumbprint used = client.call(
                            watched(server), payroll, named -> Scene.encrypt(server.manager(), client.key(), named))
                    .seen()
                    .thumbprint();
            collect();
            saw(server, used, false);
            requireContinues(names.get(client), before, client.seen(payroll).thumbprint());
            return true;
        } catch (KmsException refused) {
            say(names.get(client) + " at " + server.name + ": " + refused.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        scene.close();
    }
}

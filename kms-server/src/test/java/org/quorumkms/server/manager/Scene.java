package org.quorumkms.server.manager;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.Sealed;
import org.quorumkms.server.ledger.Ledger;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Revision;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.testing.TestRing;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * A founded system with a Domain of a client, under a clock to turn: where most histories of a server's rules begin. Operators
 * keep their approval keys themselves, since a test can then approve at once.
 */
final class Scene implements AutoCloseable {

    /** An operator with its own approval key. */
    record Person(String name, SigningKey connection, SigningKey approval) {

        static Person number(int number, String name) {
            return new Person(name, TestServer.actor(10 + number), SigningKey.ofRsa(TestKeys.rsa(number)));
        }

        EcJwk caller() {
            return TestServer.ec(connection);
        }
    }

    static final Person ALICE = Person.number(0, "alice");
    static final Person BOB = Person.number(1, "bob");
    static final Person CAROL = Person.number(2, "carol");
    static final SigningKey CLIENT = TestServer.actor(20);
    static final SigningKey BACKUP = TestServer.actor(21);
    static final SigningKey STRANGER = TestServer.actor(22);
    static final Bytes NO_CONTEXT = Bytes.of(new byte[0]);

    final TurnableClock clock = new TurnableClock();
    final FaultyStore store;
    final DatabaseEditor editor;
    final TestServer system;
    final Domain alice;
    final Domain bob;

    /** The founding Trust: both HSMs, alice and bob, either of whom is enough. */
    final Trust trust;

    /** A Domain that the client claimed: revision 2. */
    final DomainId payroll;

    Scene(Path folder) {
        Path file = folder.resolve("store.sqlite");
        store = new FaultyStore(JdbcStore.openSqlite(file));
        editor = new DatabaseEditor(file);
        system = new TestServer(store, clock);
        alice = enrol(ALICE);
        bob = enrol(BOB);
        trust = signed(system.create(
                ALICE.connection(), system.plan(TrustKind.BRANCH, system.genesis(), system.hsms(), 1, alice, bob)));
        payroll = domain("payroll", Purpose.ENCRYPT);
    }

    private Domain enrol(Person person) {
        return enrol(system, person);
    }

    private static Domain enrol(TestServer system, Person person) {
        return claim(
                system,
                person,
                ExportedDomain.parse(system.manager()
                                .inviteFirst(person.name(), system.terms(Purpose.OPERATOR))
                                .exported())
                        .domain());
    }

    Domain claim(Person person, Domain invited) {
        return claim(system, person, invited);
    }

    private static Domain claim(TestServer system, Person person, Domain invited) {
        String own = OwnKey.sign(person.caller().thumbprint(), person.approval());
        return ExportedDomain.parse(system.manager()
                        .claims()
                        .claim(new Request(person.caller(), system.request()), TestServer.claimRequest(invited, own)))
                .domain();
    }

    /** A system that nobody founded yet. */
    record Beginning(TestServer system) implements AutoCloseable {

        Domain enrol(Person person) {
            return Scene.enrol(system, person);
        }

        @Override
        public void close() {
            system.close();
        }
    }

    static Beginning beginning(Path file) {
        return new Beginning(new TestServer(JdbcStore.openSqlite(file)));
    }

    /** Makes a Domain that the client claims. */
    DomainId domain(String name, Purpose purpose) {
        return system.claim(CLIENT, system.domain(ALICE.connection(), newestTrust(), name, purpose), system.request())
                .body()
                .id();
    }

    private Trust newestTrust() {
        return system.store()
                .read(tables -> tables.trusts().all().stream()
                        .filter(one -> !one.signers().isEmpty()
                                && one.body().kind() != TrustKind.GENESIS
                                && tables.trusts().wayForward(one.thumbprint()).isEmpty())
                        .findFirst()
                        .orElseThrow());
    }

    /** Has a Trust approved by alice, and by whom else, and signed. */
    Trust signed(Trust proposal, Person... others) {
        approve(ALICE, proposal);
        for (Person other : others) {
            approve(other, proposal);
        }
        return system.sign(ALICE.connection(), proposal.thumbprint());
    }

    /** Approves a Trust with an own key. */
    void approve(Person person, Trust proposal) {
        system.manager()
                .trusts()
                .addApproval(
                        new Request(person.caller(), system.request()),
                        proposal.thumbprint(),
                        approval(person, proposal));
    }

    /** An approval of a Trust with an own key, wherever that was made. */
    static String approval(Person person, Trust proposal) {
        return signature(person, DocumentType.TRUST_APPROVAL, proposal.payload());
    }

    /** An approval of an order with an own key, wherever that was made. */
    static String approval(Person person, Order order) {
        return signature(person, DocumentType.ORDER_APPROVAL, order.payload());
    }

    private static String signature(Person person, DocumentType type, Bytes payload) {
        return Json.write(person.approval().sign(type, payload).toJson());
    }

    /** Replaces the founding Trust: these HSMs, these operators; alice approves. */
    Trust successor(Trust of, List<Hsm> hsms, Domain... operators) {
        return signed(system.create(
                ALICE.connection(), system.plan(TrustKind.SUCCESSOR, of.thumbprint(), hsms, 1, operators)));
    }

    Hsm h1() {
        return system.hsms().get(0);
    }

    Hsm h2() {
        return system.hsms().get(1);
    }

    /** What the store has. */
    Domain stored(DomainId id) {
        return store.read(tables -> tables.domains().find(id).orElseThrow());
    }

    /** How a Domain is named as the store has it. */
    SeenDomain seen(DomainId id) {
        return stored(id).seen();
    }

    /** What the store has, with all that belongs to it: what a home would keep. */
    ExportedDomain exported(DomainId id) {
        return store.read(
                tables -> new Ledger(tables).exported(tables.domains().find(id).orElseThrow()));
    }

    /** What whoever has h1, in the founding Trust alone, would sign: it follows the true history, and names the stranger. */
    Domain forgedByH1(Domain real) {
        return Revision.after(real)
                .with("trust", trust.thumbprint().value())
                .with(
                        "moves",
                        List.of(Map.of(
                                "revision", 1, "trust", trust.thumbprint().value())))
                .with(
                        "controllers",
                        List.of(controller(STRANGER, "mallory", Right.DECRYPT, Right.ENCRYPT, Right.SHARE)
                                .toJson()))
                .keys(TestRing.of(1), trust.body().hsms())
                .signedBy(TestServer.thiefOfH1());
    }

    static Controller controller(SigningKey key, String name, Right... rights) {
        return new Controller(key.publicKey().thumbprint(), name, Rights.of(rights));
    }

    /** The client shares a Domain at a server: the next revision. */
    void share(Manager manager, DomainId id, Controller with) {
        manager.domainChanges()
                .controllers(
                        new Request(TestServer.ec(CLIENT), system.request()),
                        new ChangeControllers(seen(id), List.of(with), List.of()));
    }

    /** The client shares payroll at the first server, with the backup job. */
    void share() {
        share(system.manager(), payroll, controller(BACKUP, "backup", Right.DECRYPT, Right.ENCRYPT));
    }

    /** The client takes the backup job out of payroll. */
    void unshare(Manager manager) {
        manager.domainChanges()
                .controllers(
                        new Request(TestServer.ec(CLIENT), system.request()),
                        new ChangeControllers(
                                seen(payroll),
                                List.of(),
                                List.of(BACKUP.publicKey().thumbprint())));
    }

    /** Alice rotates a Domain at a server: the next revision. */
    void rotate(Manager manager, DomainId id) {
        manager.domainChanges()
                .rotate(new Request(ALICE.caller(), system.request()), seen(id), java.time.Duration.ZERO);
    }

    void move(Manager manager, DomainId id, Trust to) {
        manager.domainChanges()
                .move(new Request(ALICE.caller(), system.request()), new MoveDomain(seen(id), to.thumbprint(), ""));
    }

    /** A key seals at a server, naming a revision. */
    static Sealed encrypt(Manager manager, SigningKey key, SeenDomain named) {
        return manager.uses()
                .encrypt(
                        TestServer.ec(key),
                        named,
                        org.quorumkms.remote.Data.of(org.quorumkms.crypto.SecretBytes.owning(new byte[] {1, 2, 3})),
                        NO_CONTEXT);
    }

    Order order(Decision decision, DomainId about) {
        return order(ALICE, decision, about, 0);
    }

    Order order(Person by, Decision decision, DomainId about, int above) {
        return Order.parse(system.manager()
                .orders()
                .create(new Request(by.caller(), system.request()), NewOrder.of(about, decision, "", above, 0)));
    }

    Order approve(Person person, Order order) {
        return Order.parse(system.manager()
                .orders()
                .addApproval(
                        new Request(person.caller(), system.request()), order.thumbprint(), approval(person, order)));
    }

    /** Orders, approves and carries out. */
    Order ordered(Decision decision, DomainId about) {
        Order order = approve(ALICE, order(decision, about));
        run(system.manager(), order);
        return order;
    }

    void run(Manager manager, Order order) {
        manager.orders()
                .run(
                        new Request(ALICE.caller(), system.request()),
                        order.thumbprint(),
                        seen(order.body().domain()));
    }

    /** The number of the revision that the store has; empty: it has none. */
    Optional<Integer> revision(DomainId id) {
        return store.read(tables -> tables.domains().find(id))
                .map(domain -> domain.body().revision());
    }

    Thumbprint thumbprint(DomainId id) {
        return stored(id).thumbprint();
    }

    /** A server over a store that nothing happens to, whatever is done to the first one's. */
    TestNode other(int number) {
        return system.join(bare(), "127.0.0.1:" + (7311 + number));
    }

    Store bare() {
        return store.behind();
    }

    @Override
    public void close() {
        system.close();
    }
}

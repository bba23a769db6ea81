package org.quorumkms.server.manager;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.quorumkms.crypto.MlKemKey;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Rights;
import org.quorumkms.hsm.Founding;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.memory.MemoryExport;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.store.Store;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/** Servers over a real database, with real HSMs and real memories, and actors with keys of their own. */
public final class TestServer implements AutoCloseable {

    /** Where the RSA keys of the HSMs begin in the pool. */
    private static final int FIRST_KEY = 30;

    static {
        // As servers do: their keys take a quarter of the time.
        NativeCrypto.provider();
    }

    private static final String ADDRESS = "127.0.0.1:7311";

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;
    private final SoftwareHsm factory;
    private final Path memories;
    private final List<TestNode> nodes = new ArrayList<>();
    private final TestLogKeys logKeys;
    private final Founding founding;
    private final Store store;
    private boolean makesMlKemKeys;
    private TestNode first;
    private int files;

    /** Founds a system with two HSMs in an empty database. */
    public TestServer(Store store) {
        this(store, Clock.systemUTC());
    }

    /** Founds a system as it was done before there were ML-KEM keys; HSMs that are made later have one. */
    public static TestServer madeBefore(Store store) {
        TestServer system = new TestServer(store, Clock.systemUTC(), false);
        system.makesMlKemKeys = true;
        return system;
    }

    /** Founds a system whose HSMs, Managers and memories look at a clock. */
    public TestServer(Store store, Clock clock) {
        this(store, clock, true);
    }

    private TestServer(Store store, Clock clock, boolean makesMlKemKeys) {
        this.makesMlKemKeys = makesMlKemKeys;
        this.clock = clock;
        Supplier<KeyPair> rsa = TestKeys.rsaFrom(FIRST_KEY);
        this.factory = new SoftwareHsm(
                new SealedKeyStore(1 << 10),
                clock,
                random,
                () -> new SoftwareHsm.NewKeys(
                        rsa.get(),
                        rsa.get(),
                        this.makesMlKemKeys ? Optional.of(MlKemKey.generate(random)) : Optional.empty()));
        this.founding = factory.found(List.of("h1", "h2"));
        this.logKeys = new TestLogKeys(founding.hsms().get(0).hsm());
        this.store = store;
        this.memories = temporaryFolder();
        store.write(tables -> {
            tables.trusts().save(founding.genesis());
            return founding;
        });
        this.first = join(store, ADDRESS);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("memories");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins another server with the same HSMs, which remembers nothing. */
    public TestNode join(Store other, String address) {
        Path file = memories.resolve(++files + ".sqlite");
        return started(other, address, file, MemoryFile.begin(file, genesis(), clock), hsms());
    }

    /** Begins another server with HSMs of its own choice, which remembers nothing. */
    public TestNode join(Store other, String address, List<Hsm> hsms) {
        Path file = memories.resolve(++files + ".sqlite");
        return started(other, address, file, MemoryFile.begin(file, genesis(), clock), hsms);
    }

    /** Begins a restored server: with what a memory says, closed. */
    public TestNode restored(Store other, String address, Optional<MemoryExport> memory) {
        Path file = memories.resolve(++files + ".sqlite");
        MemoryFile begun = MemoryFile.begin(file, genesis(), clock);
        memory.ifPresent(export -> {
            export.lines().forEach(begun::sees);
            export.domains().forEach(begun::remember);
        });
        begun.closeAll();
        return started(other, address, file, begun, hsms());
    }

    /** What a server remembers, as it hands it on. */
    public MemoryExport exported(TestNode node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            MemoryExport.write(node.memory(), genesis(), node.log().server(), clock.instant(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return MemoryExport.read(new ByteArrayInputStream(out.toByteArray()), genesis());
    }

    /** Ends a server and starts it again. */
    public TestNode restart(TestNode node) {
        node.memory().close();
        return start(node, node.store());
    }

    /** Starts a server of which another one was killed: with what stands on the disk, over the same store or another. */
    public TestNode killed(TestNode node, Store over) {
        Path file = memories.resolve(++files + ".sqlite");
        copy(node.file(), file);
        return started(over, node.address(), file, MemoryFile.open(file, genesis(), clock), hsms());
    }

    private TestNode start(TestNode node, Store over) {
        return started(over, node.address(), node.file(), MemoryFile.open(node.file(), genesis(), clock), hsms());
    }

    /** Copies what of a memory stands on the disk. */
    public static void copy(Path from, Path to) {
        try {
            for (String ending : List.of("", "-wal")) {
                Path part = from.resolveSibling(from.getFileName() + ending);
                if (Files.exists(part)) {
                    Files.copy(part, to.resolveSibling(to.getFileName() + ending));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TestNode started(Store over, String address, Path file, MemoryFile memory, List<Hsm> hsms) {
        HsmPool pool = new HsmPool(hsms, label -> factory.make(label, genesis()).hsm());
        Thumbprint server = Bytes.utf8(address).thumbprint();
        AuditLog log = log(over, server);
        // As a server does at its start.
        if (over.read(Store.Tables::restored) > memory.opened()) {
            memory.closeAll();
        }
        Manager manager = new Manager(
                over,
                pool,
                memory,
                new Manager.Server(
                        server, List.of(address), hsms.get(0).keys().signing().thumbprint()),
                log,
                clock,
                random);
        manager.register();
        manager.settle();
        TestNode node = new TestNode(address, over, memory, file, log, manager);
        nodes.add(node);
        return node;
    }

    /** The audit log of the first server. */
    public AuditLog log() {
        return first.log();
    }

    /** The key by which the first server is known. */
    public Thumbprint serverKey() {
        return log().server();
    }

    /** Makes the audit log of a server. */
    public AuditLog log(Store other, Thumbprint server) {
        AuditLog log =
                new AuditLog(other, new AuditLog.Identity(genesis(), server), logKeys, new MemoryHeadFile(), clock);
        log.open();
        return log;
    }

    /** The server that is asked, unless a test says another. */
    public TestNode first() {
        return first;
    }

    /** Has another server asked from now on. */
    public void ask(TestNode node) {
        first = node;
    }

    public Manager manager() {
        return first.manager();
    }

    public Store store() {
        return store;
    }

    public Hsm hsm() {
        return founding.hsms().get(0).hsm();
    }

    public List<Hsm> hsms() {
        return founding.hsms().stream().map(MadeHsm::hsm).toList();
    }

    /** What whoever has h1 can sign, once it was dropped. */
    public static TestHsm thiefOfH1() {
        return TestHsm.of("h1", FIRST_KEY);
    }

    public Thumbprint genesis() {
        return founding.genesis().thumbprint();
    }

    public RequestId request() {
        return RequestId.random(random);
    }

    /** A key that calls. */
    public static SigningKey actor(int number) {
        return SigningKey.ofEc(TestKeys.ec(number));
    }

    public static EcJwk ec(SigningKey actor) {
        return (EcJwk) actor.publicKey();
    }

    /** A one-time secret, the same each time. */
    public static byte[] secret() {
        byte[] secret = new byte[ClaimTerms.SECRET_LENGTH];
        Arrays.fill(secret, (byte) 5);
        return secret;
    }

    /** The terms of an invitation with that secret and all rights, for a day. */
    public ClaimTerms terms(Purpose purpose) {
        return terms(Rights.all(purpose));
    }

    /** The terms of an invitation with that secret, for a day. */
    public ClaimTerms terms(Rights may) {
        return ClaimTerms.of(secret(), clock.instant().plus(Duration.ofDays(1)), may);
    }

    /** Enrols an operator from the server's own first invitation. */
    public Domain enrol(SigningKey actor, String name) {
        return claim(actor, manager().inviteFirst(name, terms(Purpose.OPERATOR)), request());
    }

    public Domain claim(SigningKey actor, InvitedDomain invited, RequestId request) {
        Domain domain = ExportedDomain.parse(invited.exported()).domain();
        return ExportedDomain.parse(manager().claims().claim(new Request(ec(actor), request), claimRequest(domain)))
                .domain();
    }

    public static ClaimRequest claimRequest(Domain domain) {
        return claimRequest(domain, "");
    }

    public static ClaimRequest claimRequest(Domain domain, String ownKey) {
        return new ClaimRequest(
                domain.seen(),
                Data.of(SecretBytes.owning(secret())),
                domain.body().name(),
                ownKey);
    }

    public Trust create(SigningKey actor, TrustKind kind, Thumbprint after, int quorum, Domain... operators) {
        return create(actor, plan(kind, after, quorum, operators));
    }

    public Trust create(SigningKey actor, TrustPlan plan) {
        return Trust.parse(manager().trusts().create(new Request(ec(actor), request()), plan));
    }

    /** With the first HSM. */
    public TrustPlan plan(TrustKind kind, Thumbprint after, int quorum, Domain... operators) {
        return plan(kind, after, List.of(hsm()), quorum, operators);
    }

    public TrustPlan plan(TrustKind kind, Thumbprint after, List<Hsm> hsms, int quorum, Domain... operators) {
        return new TrustPlan(
                kind,
                after,
                hsms.stream().map(hsm -> hsm.keys().fingerprint()).toList(),
                Arrays.stream(operators).map(TestServer::approvalKey).toList(),
                quorum,
                "");
    }

    public Trust approve(SigningKey actor, Domain own, Thumbprint trust) {
        return Trust.parse(manager().trusts().approve(new Request(ec(actor), request()), approval(actor, own, trust)));
    }

    public static ApproveTrust approval(SigningKey actor, Domain own, Thumbprint trust) {
        return new ApproveTrust(trust, own.seen(), signed(actor, own, OperatorRequest.APPROVE_TRUST, trust));
    }

    /** What a controller asks of its operator Domain. */
    public static String signed(SigningKey actor, Domain own, String action, Thumbprint subject) {
        return new OperatorRequest(own.body().id(), own.thumbprint(), action, subject).sign(actor);
    }

    public Trust sign(SigningKey actor, Thumbprint trust) {
        return Trust.parse(manager().trusts().sign(new Request(ec(actor), request()), new SignTrust(trust, List.of())));
    }

    /** Enrols alice and bob and founds a 1-of-2 Trust; returns it. */
    public Trust found(SigningKey alice, SigningKey bob) {
        Domain first = enrol(alice, "alice");
        Domain second = enrol(bob, "bob");
        Trust trust = create(alice, TrustKind.BRANCH, genesis(), 1, first, second);
        approve(alice, first, trust.thumbprint());
        return sign(alice, trust.thumbprint());
    }

    public InvitedDomain domain(SigningKey actor, Trust trust, String name) {
        return domain(actor, trust, name, Purpose.ENCRYPT);
    }

    public InvitedDomain domain(SigningKey actor, Trust trust, String name, Purpose purpose) {
        return manager()
                .domains()
                .create(
                        new Request(ec(actor), request()),
                        new NewDomain(trust.thumbprint(), name, purpose, terms(purpose)));
    }

    public static Thumbprint approvalKey(Domain operator) {
        return operator.body().publicKeys().get(0).thumbprint();
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.memory().close());
        store.close();
        try (Stream<Path> all = Files.walk(memories)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.UnmarshalException;
import java.rmi.registry.Registry;
import java.rmi.server.ObjID;
import java.rmi.server.RemoteObjectInvocationHandler;
import java.rmi.server.RemoteRef;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.RegistryAccess;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.net.ConnectionLimits;
import org.quorumkms.signed.Thumbprint;
import org.slf4j.LoggerFactory;

/**
 * Callers who do not keep to any rule, against the running services. Each is refused, nothing that they send is made
 * that is not on the list, and whoever calls rightly is served on.
 */
class HostileCallersIT {

    private static final Thumbprint GENESIS = Thumbprint.ofContent(new byte[1]);

    @TempDir
    private Path folder;

    private RunningServer running;
    private ConnectionKey good;
    private OperatorService goodCaller;

    private void start(ConnectionLimits limits) throws IOException {
        running = RunningServer.start(Files.createTempDirectory(folder, "system"), new Limits(128, 32, limits));
        good = running.newKey();
        running.system().enrol(good.signingKey(), "alice");
        goodCaller = running.lookup(good, OperatorService.class, OperatorService.NAME);
        Canary.SUNG.set(0);
    }

    @BeforeEach
    void start() throws IOException {
        start(ConnectionLimits.DEFAULT);
    }

    @AfterEach
    void goesOnAndStops() throws Exception {
        assertThat(Canary.SUNG).as("classes of the callers' that were made").hasValue(0);
        assertThat(goodCaller.trusts()).as("a good caller's call").hasSize(1);
        running.close();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(running.address().host(), running.address().port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Reads until the server ends the connection; returns whether it did, whatever it said before. */
    private static boolean isEnded(Socket socket) {
        try (socket) {
            byte[] buffer = new byte[4096];
            while (socket.getInputStream().read(buffer) >= 0) {
                // A TLS alert, or nothing.
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void garbageIsNotAnswered() throws IOException {
        byte[] random = new byte[10_000];
        new SecureRandom().nextBytes(random);
        List<byte[]> all = List.of(
                random,
                "GET / HTTP/1.1\r\nHost: kms\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4b},
                new byte[] {(byte) 0xac, (byte) 0xed, 0, 5},
                new byte[] {22, 3, 1, (byte) 0xff, (byte) 0xff, 1});
        for (byte[] garbage : all) {
            Socket socket = connect();
            socket.getOutputStream().write(garbage);
            socket.shutdownOutput();
            assertThat(isEnded(socket)).isTrue();
        }
    }

    @Test
    void olderTlsIsRefused() throws Exception {
        try (SSLSocket socket = layered(identity(EC, 1), "TLSv1.2")) {
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aCallerWithoutACertificateOrWithAnotherKindIsRefused() throws Exception {
        for (KeyManagerFactory wrong :
                new KeyManagerFactory[] {null, identity(RSA, 1), identity(P384, 1), identity(EC, 2)}) {
            try (SSLSocket socket = layered(wrong, "TLSv1.3")) {
                assertThatThrownBy(() -> {
                            socket.startHandshake();
                            socket.getOutputStream().write(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4b});
                            if (socket.getInputStream().read() < 0) {
                                throw new IOException("ended");
                            }
                        })
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void fiveHundredHalfOpenAndSlowHandshakesKeepNobodyOut() throws Exception {
        List<Socket> half = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                Socket socket = connect();
                half.add(socket);
                if (i % 2 == 0) {
                    socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0});
                }
                if (i % 50 == 0) {
                    assertThat(goodCaller.trusts()).hasSize(1);
                    assertThat(running.lookup(good, OperatorService.class, OperatorService.NAME)
                                    .trusts())
                            .as("over a new connection")
                            .hasSize(1);
                }
            }
            assertThat(threads("RMI TCP Connection"))
                    .as("threads of connections")
                    .isLessThanOrEqualTo(ConnectionLimits.DEFAULT.handshakes() + 40);
            for (int i = 0; i < 20; i++) {
                assertThat(running.lookup(running.newKey(), ClientService.class, ClientService.NAME)
                                .domains())
                        .isEmpty();
            }
        } finally {
            for (Socket socket : half) {
                socket.close();
            }
        }
    }

    /** RMI pauses for ten seconds after ten failures to accept within five. */
    @Test
    void whoHangsUpAtOnceStopsNobody() throws Exception {
        for (int i = 0; i < 300; i++) {
            Socket socket = connect();
            socket.setSoLinger(true, 0);
            socket.close();
        }
        long start = System.nanoTime();
        assertThat(running.lookup(running.newKey(), ClientService.class, ClientService.NAME)
                        .domains())
                .isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aHandshakeThatTakesTooLongIsEnded() throws Exception {
        running.close();
        start(new ConnectionLimits(64, 32, 4, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(2), 1));
        try (Socket silent = connect()) {
            await().atMost(Duration.ofSeconds(20)).until(() -> isEnded(silent));
        }
        try (Socket slow = connect()) {
            OutputStream out = slow.getOutputStream();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        try {
                            out.write(22);
                            return false;
                        } catch (IOException ended) {
                            return true;
                        }
                    });
        }
    }

    @Test
    void aCallThatTricklesInIsEnded() throws Exception {
        running.close();
        start(new ConnectionLimits(64, 32, 4, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(2), 1));
        try (SSLSocket socket = layered(identity(EC, 1), "TLSv1.3")) {
            socket.startHandshake();
            OutputStream out = socket.getOutputStream();
            out.write(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4c, 0x50, (byte) 0xac, (byte) 0xed, 0, 5});
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        try {
                            out.write(0x77);
                            return false;
                        } catch (IOException ended) {
                            return true;
                        }
                    });
        }
    }

    @Test
    void oneKeyHasOnlySoManyConnections() throws Exception {
        running.close();
        start(new ConnectionLimits(
                64, 32, 4, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(60), 1));
        KeyManagerFactory one = identity(EC, 1);
        List<SSLSocket> mine = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 8; i++) {
            SSLSocket socket = layered(one, "TLSv1.3");
            mine.add(socket);
            try {
                socket.startHandshake();
                socket.getOutputStream().write(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4b});
                if (socket.getInputStream().read() < 0) {
                    refused++;
                }
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isEqualTo(4);
        for (SSLSocket socket : mine) {
            socket.close();
        }
    }

    @Test
    void theCanarySingsWhereNothingIsFiltered() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(List.of(new Canary.Plain()));
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isNotNull();
        }
        assertThat(Canary.SUNG).hasValue(1);
        Canary.SUNG.set(0);
    }

    /** Every shape in the place of every parameter that is an object, of one method of each service. */
    @Test
    void noShapeIsMadeThatIsNotOnTheList() throws Exception {
        ConnectionKey stranger = running.newKey();
        Map<String, Class<? extends Remote>> services = Map.of(
                ClaimService.NAME, ClaimService.class,
                ClientService.NAME, ClientService.class,
                OperatorService.NAME, OperatorService.class);
        Map<String, String> methods =
                Map.of(ClaimService.NAME, "claim", ClientService.NAME, "encrypt", OperatorService.NAME, "createTrust");
        int tried = 0;
        long before = usedAfterCollection();
        for (Map.Entry<String, Class<? extends Remote>> service : services.entrySet()) {
            Remote stub = running.lookup(stranger, service.getValue(), service.getKey());
            Method method = method(service.getValue(), methods.get(service.getKey()));
            for (Map.Entry<String, Object> shape : Shapes.all(stub).entrySet()) {
                for (int place = 0; place < method.getParameterCount(); place++) {
                    Object[] arguments = new Object[method.getParameterCount()];
                    arguments[place] = shape.getValue();
                    assertThatThrownBy(() -> ref(stub).invoke(stub, method, arguments, hash(method)))
                            .as("%s as parameter %s of %s", shape.getKey(), place, method.getName())
                            .isInstanceOf(Exception.class);
                    assertThat(Canary.SUNG).as(shape.getKey()).hasValue(0);
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(200);
        assertThat(usedAfterCollection() - before)
                .as("bytes that stayed in use")
                .isLessThan(64L << 20);
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Section 6: how much a connection may send depends on who it is. */
    @Test
    void aStrangersCallMayHave16KibAKnownKeys192KibAndAHandOverMore() throws Exception {
        ConnectionKey stranger = running.newKey();
        OperatorService unknown = running.lookup(stranger, OperatorService.class, OperatorService.NAME);
        assertThatThrownBy(() -> unknown.addTrustApproval(request(), GENESIS, "a".repeat(15_000)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> unknown.addTrustApproval(request(), GENESIS, "a".repeat(40_000)))
                .isInstanceOf(RemoteException.class);
        assertThatThrownBy(() -> goodCaller.addTrustApproval(request(), GENESIS, "a".repeat(150_000)))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> goodCaller.addTrustApproval(request(), GENESIS, "a".repeat(250_000)))
                .isInstanceOf(RemoteException.class);

        HandOverService from = running.lookup(stranger, HandOverService.class, HandOverService.NAME);
        assertThatThrownBy(() -> from.handOver(request(), "a"))
                .isInstanceOf(RemoteException.class)
                .hasRootCauseInstanceOf(RefusedException.class)
                .hasStackTraceContaining("no Domain names this key as a controller");
        HandOverService mine = running.lookup(good, HandOverService.class, HandOverService.NAME);
        assertThatThrownBy(() -> mine.handOver(request(), "a".repeat(2 << 20)))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> mine.importDomain(request(), "[" + "{},".repeat(1_000_000) + "{}]"))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining("too many values");
    }

    private static RequestId request() {
        return RequestId.random(new SecureRandom());
    }

    /** A call without its parameters made a stack trace in the log, as often as a stranger liked. */
    @Test
    void aCallThatLacksAParameterIsRefusedAndLogsNothing() throws Exception {
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        Logger log = (Logger) LoggerFactory.getLogger("org.quorumkms");
        log.addAppender(logged);
        int tried = 0;
        try {
            for (Map.Entry<String, Class<? extends Remote>> service : Map.of(
                            ClaimService.NAME, ClaimService.class,
                            ClientService.NAME, ClientService.class,
                            OperatorService.NAME, OperatorService.class,
                            HandOverService.NAME, HandOverService.class)
                    .entrySet()) {
                Remote stub = running.lookup(good, service.getValue(), service.getKey());
                for (Method method : service.getValue().getMethods()) {
                    Object[] nothing = Stream.of(method.getParameterTypes())
                            .map(HostileCallersIT::zero)
                            .toArray();
                    if (Arrays.asList(nothing).contains(null)) {
                        assertThatThrownBy(() -> method.invoke(stub, nothing))
                                .as(method.toString())
                                .hasCauseInstanceOf(RefusedException.class)
                                .hasStackTraceContaining("The call lacks a parameter.");
                        tried++;
                    }
                }
            }
        } finally {
            log.detachAppender(logged);
        }
        assertThat(tried).isGreaterThan(30);
        assertThat(logged.list).isEmpty();
    }

    private static Object zero(Class<?> type) {
        Map<Class<?>, Object> zeros = Map.of(int.class, 0, long.class, 0L, boolean.class, false);
        return zeros.get(type);
    }

    @Test
    void methodsThatThereAreNotAreNotFound() throws Exception {
        Remote stub = running.lookup(running.newKey(), ClaimService.class, ClaimService.NAME);
        Method claim = method(ClaimService.class, "claim");
        for (long hash : new long[] {0, -1, 1, Long.MIN_VALUE, hash(method(OperatorService.class, "trusts"))}) {
            assertThatThrownBy(() -> ref(stub).invoke(stub, claim, new Object[2], hash))
                    .hasRootCauseInstanceOf(UnmarshalException.class);
        }
    }

    /** What the registry takes in, it takes in as a name; bind and rebind with a class of the caller's are refused. */
    @Test
    void theRegistryTakesNothingIn() throws Exception {
        Registry registry = RegistryAccess.open(running.dialer(running.newKey()), running.address());
        Remote canary = (Remote) Proxy.newProxyInstance(
                HostileCallersIT.class.getClassLoader(), new Class<?>[] {Remote.class}, new Canary.Handling());
        assertThatThrownBy(() -> registry.rebind("claim", canary)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> registry.bind("new", canary)).isInstanceOf(IOException.class);
        assertThat(registry.list()).hasSize(4);
    }

    /** The distributed collector, the registry and a service, called byte by byte with an object where none belongs. */
    @Test
    void rawCallsMakeNothing() throws Exception {
        ObjID registry = new ObjID(ObjID.REGISTRY_ID);
        ObjID collector = new ObjID(ObjID.DGC_ID);
        long registryHash = 4905912898345647071L;
        long collectorHash = -669196253586618813L;
        for (Object shape : List.of(new Canary.Plain(), new Canary.External(), new Canary.Recorded(2))) {
            for (int operation = 0; operation < 5; operation++) {
                call(registry, operation, registryHash, shape);
                call(collector, operation, collectorHash, shape);
            }
            call(registry, -1, 1, shape);
        }
        assertThat(Canary.SUNG).hasValue(0);
    }

    private void call(ObjID target, int operation, long hash, Object argument) throws Exception {
        try (SSLSocket socket = layered(identity(EC, 1), "TLSv1.3")) {
            socket.startHandshake();
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(new byte[] {'J', 'R', 'M', 'I', 0, 2, 0x4c, 0x50});
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream objects = new ObjectOutputStream(bytes) {
                @Override
                protected void annotateClass(Class<?> type) throws IOException {
                    writeObject(null);
                }
            }) {
                target.write(objects);
                objects.writeInt(operation);
                objects.writeLong(hash);
                objects.writeObject(argument);
            }
            out.write(bytes.toByteArray());
            out.flush();
            isEnded(socket);
        }
    }

    private static Method method(Class<?> service, String name) {
        return List.of(service.getMethods()).stream()
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RemoteRef ref(Remote stub) {
        return ((RemoteObjectInvocationHandler) Proxy.getInvocationHandler(stub)).getRef();
    }

    /** The hash by which RMI calls a method (Java RMI specification, 8.3). */
    private static long hash(Method method) throws Exception {
        StringBuilder descriptor = new StringBuilder(method.getName()).append('(');
        for (Class<?> parameter : method.getParameterTypes()) {
            descriptor.append(parameter.descriptorString());
        }
        descriptor.append(')').append(method.getReturnType().descriptorString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeUTF(descriptor.toString());
        byte[] digest = java.security.MessageDigest.getInstance("SHA-1").digest(bytes.toByteArray());
        long hash = 0;
        for (int i = 7; i >= 0; i--) {
            hash = (hash << 8) | (digest[i] & 0xff);
        }
        return hash;
    }

    private static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(name))
                .count();
    }

    private static final String[] EC = {"EC", "secp256r1", "SHA256withECDSA"};
    private static final String[] P384 = {"EC", "secp384r1", "SHA384withECDSA"};
    private static final String[] RSA = {"RSA", "2048", "SHA256withRSA"};

    /** A caller's identity that we would not make: another kind of key, or a longer chain. */
    private static KeyManagerFactory identity(String[] kind, int chainLength) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind[0]);
        if (kind[0].equals("EC")) {
            generator.initialize(new java.security.spec.ECGenParameterSpec(kind[1]));
        } else {
            generator.initialize(Integer.parseInt(kind[1]));
        }
        KeyPair pair = generator.generateKeyPair();
        KeyPair issuer = generator.generateKeyPair();
        Certificate[] chain = chainLength == 1
                ? new Certificate[] {certificate(kind, "caller", pair, "caller", pair)}
                : new Certificate[] {
                    certificate(kind, "caller", pair, "issuer", issuer),
                    certificate(kind, "issuer", issuer, "issuer", issuer)
                };
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("caller", pair.getPrivate(), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        return keys;
    }

    private static X509Certificate certificate(
            String[] kind, String subject, KeyPair pair, String issuer, KeyPair issuerPair) throws Exception {
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                new X500Name("CN=" + issuer),
                                BigInteger.ONE,
                                java.util.Date.from(Instant.now().minusSeconds(60)),
                                java.util.Date.from(Instant.now().plusSeconds(3_600)),
                                new X500Name("CN=" + subject),
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder(kind[2]).build(issuerPair.getPrivate())));
    }

    private SSLSocket layered(KeyManagerFactory identity, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity == null ? null : identity.getKeyManagers(), new TrustManager[] {new TrustAll()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory()
                .createSocket(running.address().host(), running.address().port());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("this side calls");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).hasSize(2);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

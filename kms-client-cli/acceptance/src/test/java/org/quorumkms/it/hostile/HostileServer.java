package org.quorumkms.it.hostile;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.crypto.SealedKeyStore;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.TlsClientSocketFactory;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.TrustView;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.server.audit.HeadFile;
import org.quorumkms.server.audit.LogKeys;
import org.quorumkms.server.manager.HsmPool;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.server.memory.MemoryFile;
import org.quorumkms.server.net.ConnectionLimits;
import org.quorumkms.server.net.ServerIdentity;
import org.quorumkms.server.net.TlsServerSocketFactory;
import org.quorumkms.server.rmi.Endpoints;
import org.quorumkms.server.store.JdbcStore;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;

/**
 * A server whose process was taken over: it has the HSMs, the store and the port, and answers some calls with what it
 * likes. Arguments: the home of the server that it replaces, its address, and what it answers, {@code METHOD=ANSWER,…}.
 */
public final class HostileServer {

    /** What is answered instead. */
    enum Answer {
        /** A list of a class of its own. */
        LIST,
        /** A collection that calls a class of its own while it is read. */
        QUEUE,
        /** A failure of a class of its own. */
        FAILURE,
        /** A failure of the platform's with one of its own inside. */
        CAUSE,
        /** The names of the registry lead to an object elsewhere, over plain TCP. */
        REBOUND,
        /** They lead there by a reference of our kind, without a socket factory in it. */
        BARE,
        /** What is right, with every character that paints a screen in each text that is no document. */
        PAINTED,
        /** A failure that says them. */
        PAINTED_FAILURE
    }

    /** Every control, format and bidirectional character of Unicode, and what else is seen as nothing. */
    public static final String PAINT = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(HostileServer::paints)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();

    /** Returns whether a character controls, formats or turns around what a person sees. */
    public static boolean paints(int character) {
        byte way = Character.getDirectionality(character);
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default ->
                character == 0x05D0 || character == 0x0627 || way == Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE;
        };
    }

    private final Map<String, Remote> endpoints;
    private final Map<String, Answer> answers;

    private HostileServer(Map<String, Remote> endpoints, Map<String, Answer> answers) {
        this.endpoints = endpoints;
        this.answers = answers;
    }

    /** Serves until it is killed; prints "ready" when it does. */
    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Address address = Address.parse(arguments[1]);
        Clock clock = Clock.systemUTC();
        SecureRandom random = new SecureRandom();
        List<Hsm> hsms = hsms(home, clock, random);
        JdbcStore store = JdbcStore.openSqlite(home.resolve("store.sqlite"));
        ConnectionKey key = ConnectionKey.generate(Instant.now(), random);
        AuditLog log = new AuditLog(
                store,
                new AuditLog.Identity(hsms.get(0).genesis(), key.thumbprint()),
                new LogKeys() {
                    private final Ed25519Key only = Ed25519Key.generate();

                    @Override
                    public Ed25519Key of(LogId id) {
                        return only;
                    }

                    @Override
                    public List<AuditKey> certify(LogId id, Bytes certified) {
                        return List.of();
                    }
                },
                new NoHead(),
                clock);
        log.open();
        Manager manager = new Manager(
                store,
                new HsmPool(hsms, label -> hsms.get(0)),
                MemoryFile.open(home.resolve(MemoryFile.NAME), hsms.get(0).genesis(), clock),
                new Manager.Server(
                        key.thumbprint(),
                        List.of(address.toString()),
                        hsms.get(0).keys().signing().thumbprint()),
                log,
                clock,
                random);
        ServerIdentity identity = new ServerIdentity(
                key,
                () -> hsms.stream()
                        .map(hsm -> new ServerIdentity.Issuer(
                                hsm.certificate(),
                                (server, validity) ->
                                        hsm.issueServerCertificate(server, validity.from(), validity.until())))
                        .toList(),
                clock);
        Map<String, Answer> answers = Arrays.stream(arguments[2].split(",", -1))
                .map(one -> one.split("=", -1))
                .collect(Collectors.toMap(one -> one[0], one -> Answer.valueOf(one[1])));
        new HostileServer(Endpoints.of(manager, random), answers).serve(address, identity);
        System.out.println("ready");
        new CountDownLatch(1).await();
    }

    private static List<Hsm> hsms(Path home, Clock clock, SecureRandom random) throws IOException {
        SoftwareHsm factory = new SoftwareHsm(new SealedKeyStore(SealedKeyStore.SCRYPT_COST), clock, random);
        List<Hsm> hsms = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("hsms"))) {
            for (Path file : files.toList()) {
                hsms.add(factory.open(
                        file.toString(),
                        Files.readAllBytes(file),
                        Passphrase.ofFirstLine(Files.readAllBytes(home.resolve("passphrase")))));
            }
        }
        return hsms;
    }

    private void serve(Address address, ServerIdentity identity) throws RemoteException {
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        TlsClientSocketFactory clients = new TlsClientSocketFactory();
        TlsServerSocketFactory servers =
                new TlsServerSocketFactory(address.host(), identity, ConnectionLimits.DEFAULT, caller -> true);
        Registry registry = LocateRegistry.createRegistry(address.port(), clients, servers);
        bind(registry, address, clients, servers, ClaimService.NAME, ClaimService.class);
        bind(registry, address, clients, servers, ClientService.NAME, ClientService.class);
        bind(registry, address, clients, servers, OperatorService.NAME, OperatorService.class);
    }

    private void bind(
            Registry registry,
            Address address,
            TlsClientSocketFactory clients,
            TlsServerSocketFactory servers,
            String name,
            Class<? extends Remote> service)
            throws RemoteException {
        Remote object = (Remote) Proxy.newProxyInstance(
                HostileServer.class.getClassLoader(), new Class<?>[] {service}, new Answering(endpoints.get(name)));
        if (answers.containsValue(Answer.REBOUND)) {
            registry.rebind(name, UnicastRemoteObject.exportObject(object, 0));
        } else if (answers.containsValue(Answer.BARE)) {
            UnicastRemoteObject.exportObject(object, 0, null, HostileServer::elsewhere);
            registry.rebind(name, object);
        } else {
            UnicastRemoteObject.exportObject(object, address.port(), clients, servers);
            registry.rebind(name, object);
        }
    }

    private static ServerSocket elsewhere(int port) throws IOException {
        return new ServerSocket(port, 16, InetAddress.getLoopbackAddress()) {
            @Override
            public Socket accept() throws IOException {
                Socket socket = super.accept();
                System.err.println("somebody connected elsewhere");
                return socket;
            }
        };
    }

    private final class Answering implements InvocationHandler {

        private final Remote endpoint;

        Answering(Remote endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("hashCode") ? System.identityHashCode(proxy) : proxy == arguments[0];
            }
            System.err.println("the hostile server was asked for " + method.getName());
            Answer answer = answers.getOrDefault(method.getName(), answers.get("all"));
            if (answer == Answer.PAINTED) {
                return painted(method.getName(), right(method, arguments));
            }
            return answer == null ? right(method, arguments) : wrong(answer);
        }

        private Object wrong(Answer answer) {
            return switch (answer) {
                case LIST -> List.of(new Canary());
                case QUEUE -> queue();
                case CAUSE -> throw new IllegalStateException(new Canary.Failing());
                case PAINTED_FAILURE -> throw new RefusedException("\u001b[31m" + PAINT);
                case FAILURE, REBOUND, BARE, PAINTED -> throw new Canary.Failing();
            };
        }

        private Object painted(String method, Object answer) {
            if (answer instanceof List<?> list) {
                return list.stream().map(one -> painted(method, one)).toList();
            }
            if (answer instanceof TrustView view) {
                Trust trust = Trust.parse(view.trust());
                List<TrustView.Rejection> rejections = trust.body().operators().stream()
                        .map(operator -> new TrustView.Rejection(operator.thumbprint(), PAINT))
                        .toList();
                return new TrustView(view.trust(), PAINT.substring(0, 43), rejections, PAINT);
            }
            if (answer instanceof OrderView view) {
                return new OrderView(
                        view.order(),
                        view.proposer(),
                        List.of(new TrustView.Rejection(new Thumbprint(view.proposer()), PAINT)),
                        PAINT);
            }
            if (answer instanceof HsmView view) {
                return new HsmView(view.statement(), PAINT.substring(0, 300));
            }
            return method.equals("servers") ? PAINT.substring(0, 200) : answer;
        }

        private Object queue() {
            PriorityQueue<Object> queue = new PriorityQueue<>(new Canary.Comparing());
            queue.addAll(Arrays.asList("a", "b"));
            return List.of(queue);
        }

        /** As a server does. */
        private Object right(Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(endpoint, arguments);
            } catch (InvocationTargetException e) {
                throw Optional.ofNullable(e.getCause()).orElse(e);
            }
        }
    }

    private static final class NoHead implements HeadFile {

        @Override
        public Optional<String> read() {
            return Optional.empty();
        }

        @Override
        public void write(String note) {
            System.err.println("signed " + note.length() + " characters");
        }
    }
}

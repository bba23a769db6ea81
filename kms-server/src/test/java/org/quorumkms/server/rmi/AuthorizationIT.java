package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.Remote;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * The table of docs/security.md, who may call what, against the running services: each method of each remote interface
 * has to have a row, and each cell has to be true.
 */
class AuthorizationIT {

    private static final Map<String, Class<? extends Remote>> SERVICES =
            Map.of("claim", ClaimService.class, "client", ClientService.class, "operator", OperatorService.class);

    private static final List<String> CALLERS = List.of(
            "unknown key",
            "client of another Domain",
            "client of the Domain",
            "operator outside the Trust",
            "operator in the Trust");

    private static final Bytes NO_CONTEXT = Bytes.of(new byte[0]);

    private static final SigningKey BOBS_OWN = SigningKey.ofRsa(TestKeys.rsa(7));

    @TempDir
    private Path folder;

    private RunningServer running;
    private TestServer system;
    private final Map<String, ConnectionKey> keys = new HashMap<>();
    private Trust trust;
    private Domain alice;
    private Domain bob;
    private Domain payroll;
    private Domain releases;
    private Domain ordered;
    private SealedDataKey dataKey;
    private Sealed sealed;

    private void start() throws IOException {
        running = RunningServer.start(folder, Limits.DEFAULT);
        system = running.system();
        CALLERS.forEach(caller -> keys.put(caller, running.newKey()));
        ConnectionKey second = running.newKey();
        ConnectionKey inside = key("operator in the Trust");
        alice = system.enrol(inside.signingKey(), "alice");
        bob = enrolWithOwnKey(second);
        trust = system.create(inside.signingKey(), TrustKind.BRANCH, system.genesis(), 1, alice, bob);
        system.approve(inside.signingKey(), alice, trust.thumbprint());
        trust = system.sign(inside.signingKey(), trust.thumbprint());
        InvitedDomain carol = system.manager()
                .inviteOperator(
                        TestServer.ec(inside.signingKey()),
                        system.request(),
                        new NewOperator("carol", TestServer.terms()));
        system.claim(key("operator outside the Trust").signingKey(), carol, system.request());
        payroll = claimed("payroll", "client of the Domain");
        claimed("other", "client of another Domain");
        var client = TestServer.ec(key("client of the Domain").signingKey());
        releases = system.claim(
                key("client of the Domain").signingKey(),
                system.manager()
                        .createDomain(
                                TestServer.ec(inside.signingKey()),
                                system.request(),
                                new NewDomain(trust.thumbprint(), "releases", Purpose.SIGN, TestServer.terms())),
                system.request());
        dataKey = system.manager().createDataKey(client, payroll.seen(), NO_CONTEXT);
        sealed = system.manager().encrypt(client, payroll.seen(), data(), NO_CONTEXT);
    }

    private Domain enrolWithOwnKey(ConnectionKey person) {
        Domain invited = org.quorumkms.domain.ExportedDomain.parse(
                        system.manager().inviteFirst("bob", TestServer.terms()).exported())
                .domain();
        return org.quorumkms.domain.ExportedDomain.parse(system.manager()
                        .claim(
                                person.publicKey(),
                                system.request(),
                                new ClaimRequest(
                                        invited.body().id(),
                                        invited.body().trust(),
                                        Data.of(org.quorumkms.crypto.SecretBytes.owning(TestServer.secret())),
                                        OwnKey.sign(invited.body().id(), person.thumbprint(), BOBS_OWN))))
                .domain();
    }

    private Domain claimed(String name, String caller) {
        return system.claim(key(caller).signingKey(), invitation(name), system.request());
    }

    private InvitedDomain invitation(String name) {
        return system.domain(key("operator in the Trust").signingKey(), trust, name);
    }

    private ConnectionKey key(String caller) {
        return java.util.Objects.requireNonNull(keys.get(caller));
    }

    private static Data data() {
        return Data.of(org.quorumkms.crypto.SecretBytes.owning(new byte[] {1, 2, 3}));
    }

    @AfterEach
    void stop() throws InterruptedException {
        running.close();
    }

    /** What a method is called with, fresh each time: right in everything, so that only who calls decides. */
    private Map<String, Function<String, Object[]>> arguments() {
        Map<String, Function<String, Object[]>> all = new HashMap<>();
        all.put("claim.claim", caller -> new Object[] {
            system.request(),
            TestServer.claimRequest(org.quorumkms.domain.ExportedDomain.parse(
                            invitation("for " + caller.hashCode()).exported())
                    .domain())
        });
        all.put("client.domains", caller -> new Object[0]);
        all.put("client.domain", caller -> new Object[] {payroll.body().id()});
        all.put("client.line", caller -> new Object[] {trust.thumbprint()});
        all.put("client.servers", caller -> new Object[0]);
        all.put("client.createDataKey", caller -> new Object[] {payroll.seen(), NO_CONTEXT});
        all.put("client.openDataKey", caller -> new Object[] {payroll.seen(), dataKey.sealed(), NO_CONTEXT});
        all.put("client.encrypt", caller -> new Object[] {payroll.seen(), data(), NO_CONTEXT});
        all.put("client.decrypt", caller -> new Object[] {payroll.seen(), sealed.ciphertext(), NO_CONTEXT});
        all.put("client.resealDataKey", caller -> new Object[] {payroll.seen(), dataKey.sealed(), NO_CONTEXT});
        all.put("client.signFile", caller ->
                new Object[] {releases.seen(), Bytes.utf8("file").thumbprint(), 4L});
        all.put("client.changeControllers", caller -> new Object[] {
            system.request(),
            new ChangeControllers(payroll.seen(), running.newKey().thumbprint(), true)
        });
        for (String view : List.of("trusts", "operators", "servers", "hsms", "auditLogs", "orders")) {
            all.put("operator." + view, caller -> new Object[0]);
        }
        all.put("operator.line", caller -> new Object[] {trust.thumbprint()});
        all.put("operator.domains", caller -> new Object[] {"", 10});
        all.put("operator.domainsNamed", caller -> new Object[] {"payroll"});
        all.put("operator.domain", caller -> new Object[] {payroll.body().id()});
        all.put("operator.auditEntries", caller -> new Object[] {system.serverKey(), 0L, 10});
        all.put("operator.auditHeads", caller -> new Object[] {system.serverKey(), 0L, 10});
        all.put("operator.createTrust", caller ->
                new Object[] {system.request(), system.plan(TrustKind.SUCCESSOR, trust.thumbprint(), 1, alice)});
        all.put("operator.approveTrust", caller -> approval(key(caller)));
        all.put("operator.signTrust", caller -> {
            var inside = key("operator in the Trust").signingKey();
            Trust next = system.create(inside, TrustKind.BRANCH, trust.thumbprint(), 1, alice);
            system.approve(inside, alice, next.thumbprint());
            return new Object[] {system.request(), next.thumbprint(), List.of()};
        });
        all.put("operator.addTrustApproval", caller -> {
            Trust next = proposal();
            return new Object[] {
                system.request(), next.thumbprint(), bobsApproval(DocumentType.TRUST_APPROVAL, next.payload())
            };
        });
        all.put("operator.moveDomain", caller -> {
            SigningKey inside = key("operator in the Trust").signingKey();
            Trust branch = signed(proposal());
            Domain there = system.claim(
                    key("client of the Domain").signingKey(), system.domain(inside, branch, "there"), system.request());
            Trust next = signed(system.create(inside, TrustKind.SUCCESSOR, branch.thumbprint(), 1, alice));
            return new Object[] {system.request(), new MoveDomain(there.seen(), next.thumbprint(), "")};
        });
        all.put("operator.rotateDomain", caller -> new Object[] {system.request(), payroll.seen(), 0L});
        all.put("operator.createOrder", caller -> new Object[] {
            system.request(), new NewOrder(OrderKind.ENABLE, payroll.body().id(), "")
        });
        all.put("operator.approveOrder", caller -> {
            Order order = order();
            String signed = new OperatorRequest(
                            alice.body().id(),
                            alice.body().revision(),
                            OperatorRequest.APPROVE_ORDER,
                            order.thumbprint())
                    .sign(key(caller).signingKey());
            return new Object[] {system.request(), new ApproveOrder(order.thumbprint(), alice.seen(), signed)};
        });
        all.put("operator.addOrderApproval", caller -> {
            Order order = order();
            return new Object[] {
                system.request(), order.thumbprint(), bobsApproval(DocumentType.ORDER_APPROVAL, order.payload())
            };
        });
        all.put("operator.runOrder", caller -> {
            Order order = order();
            SigningKey inside = key("operator in the Trust").signingKey();
            String signed = new OperatorRequest(
                            alice.body().id(),
                            alice.body().revision(),
                            OperatorRequest.APPROVE_ORDER,
                            order.thumbprint())
                    .sign(inside);
            system.manager()
                    .approveOrder(
                            TestServer.ec(inside),
                            system.request(),
                            new ApproveOrder(order.thumbprint(), alice.seen(), signed));
            return new Object[] {system.request(), order.thumbprint(), ordered.seen()};
        });
        all.put("operator.createDomain", caller -> new Object[] {
            system.request(), new NewDomain(trust.thumbprint(), "new", Purpose.ENCRYPT, TestServer.terms())
        });
        all.put("operator.inviteOperator", caller ->
                new Object[] {system.request(), new NewOperator("new", TestServer.terms())});
        all.put("operator.importDomain", caller -> new Object[] {
            system.request(),
            system.manager()
                    .domain(
                            TestServer.ec(key("operator in the Trust").signingKey()),
                            payroll.body().id())
        });
        all.put("operator.createHsm", caller -> new Object[] {system.request(), ""});
        return all;
    }

    private Trust proposal() {
        return system.create(
                key("operator in the Trust").signingKey(), TrustKind.BRANCH, trust.thumbprint(), 1, alice, bob);
    }

    private Trust signed(Trust proposal) {
        SigningKey inside = key("operator in the Trust").signingKey();
        system.approve(inside, alice, proposal.thumbprint());
        return system.sign(inside, proposal.thumbprint());
    }

    /** About a Domain of its own, to be granted: it can be carried out, whatever was before. */
    private Order order() {
        SigningKey inside = key("operator in the Trust").signingKey();
        ordered = system.claim(key("client of the Domain").signingKey(), invitation("ordered"), system.request());
        return Order.parse(system.manager()
                .createOrder(
                        TestServer.ec(inside),
                        system.request(),
                        new NewOrder(
                                OrderKind.GRANT,
                                ordered.body().id(),
                                running.newKey().thumbprint().value())));
    }

    /** Made by an operator with a key of its own; anybody who is an operator may bring it. */
    private static String bobsApproval(DocumentType type, Bytes payload) {
        return Json.write(BOBS_OWN.sign(type, payload).toJson());
    }

    /** Asked with the caller's own signature; the Domain is that of the operator in the Trust. */
    private Object[] approval(ConnectionKey caller) {
        Trust next = system.create(
                key("operator in the Trust").signingKey(), TrustKind.BRANCH, trust.thumbprint(), 1, alice);
        String signed = new OperatorRequest(
                        alice.body().id(), alice.body().revision(), OperatorRequest.APPROVE_TRUST, next.thumbprint())
                .sign(caller.signingKey());
        return new Object[] {system.request(), new ApproveTrust(next.thumbprint(), alice.seen(), signed)};
    }

    @TestFactory
    Stream<DynamicNode> everyCellOfTheTableIsTrue() throws IOException {
        start();
        Map<String, List<String>> table = table();
        Map<String, Function<String, Object[]>> arguments = arguments();
        Map<String, Method> methods = methods();
        assertThat(table.keySet()).as("rows of docs/security.md").isEqualTo(methods.keySet());
        return methods.entrySet().stream()
                .map(method -> dynamicContainer(
                        method.getKey(),
                        CALLERS.stream()
                                .map(caller -> dynamicTest(caller, () -> {
                                    String cell = table.get(method.getKey()).get(CALLERS.indexOf(caller));
                                    assertThat(cell).isIn("yes", "no");
                                    assertThat(isAllowed(
                                                    method.getValue(),
                                                    caller,
                                                    arguments
                                                            .get(method.getKey())
                                                            .apply(caller)))
                                            .isEqualTo(cell.equals("yes"));
                                }))));
    }

    private boolean isAllowed(Method method, String caller, Object[] arguments) throws IllegalAccessException {
        Object service = running.lookup(key(caller), serviceOf(method.getDeclaringClass()), nameOf(method));
        try {
            method.invoke(service, arguments);
            return true;
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(RefusedException.class);
            return false;
        }
    }

    private static Class<? extends Remote> serviceOf(Class<?> declaring) {
        return declaring.asSubclass(Remote.class);
    }

    private static String nameOf(Method method) {
        return SERVICES.entrySet().stream()
                .filter(service -> service.getValue().equals(method.getDeclaringClass()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Method> methods() {
        Map<String, Method> all = new LinkedHashMap<>();
        // The claims come last: they make clients of all callers.
        for (String service : List.of("client", "operator", "claim")) {
            Arrays.stream(SERVICES.get(service).getMethods())
                    .sorted(java.util.Comparator.comparing(Method::getName))
                    .forEach(method -> all.put(service + "." + method.getName(), method));
        }
        return all;
    }

    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        Path page = Path.of(System.getProperty("project.root", ".."), "docs", "security.md");
        for (String line : Files.readAllLines(page)) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (line.startsWith("| `") && cells.size() == CALLERS.size() + 3) {
                rows.put(cells.get(1).replace("`", ""), cells.subList(2, 2 + CALLERS.size()));
            }
        }
        return rows;
    }
}

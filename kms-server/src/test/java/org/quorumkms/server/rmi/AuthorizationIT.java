package org.quorumkms.server.rmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;
import static org.quorumkms.server.manager.Who.Caller.AUDITOR;
import static org.quorumkms.server.manager.Who.Caller.CLIENT;
import static org.quorumkms.server.manager.Who.Caller.OPERATOR;
import static org.quorumkms.server.manager.Who.Caller.OTHER_CLIENT;
import static org.quorumkms.server.manager.Who.Caller.OTHER_OPERATOR;
import static org.quorumkms.server.manager.Who.Caller.REMOVED_OPERATOR;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.rmi.Remote;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.OwnKey;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.json.Json;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.order.OrderKind;
import org.quorumkms.remote.AnswerRollCall;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.OpenReleased;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustView;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.rollcall.RollCallAnswer;
import org.quorumkms.server.manager.Call;
import org.quorumkms.server.manager.Request;
import org.quorumkms.server.manager.TestServer;
import org.quorumkms.server.manager.Who.Caller;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestKeys;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;

/**
 * Who may call what ({@link Call}), against the running services: each method of each remote interface is in the table, and each
 * cell of it is true. docs/security.md prints the table.
 */
class AuthorizationIT {

    private static final Map<String, Class<? extends Remote>> SERVICES = Map.of(
            "claim", ClaimService.class,
            "client", ClientService.class,
            "operator", OperatorService.class,
            "handover", HandOverService.class);

    private static final EncryptionContext CONTEXT = new EncryptionContext(Map.of("month", "2026-11"));

    private static final Bytes NO_CONTEXT = Bytes.of(new byte[0]);

    private static final SigningKey BOBS_OWN = SigningKey.ofRsa(TestKeys.rsa(7));

    @TempDir
    private Path folder;

    private RunningServer running;
    private TestServer system;
    private final Map<Caller, ConnectionKey> keys = new EnumMap<>(Caller.class);
    private Trust trust;
    private Domain alice;
    private Domain bob;
    private DomainId payroll;
    private DomainId releases;
    private DomainId vault;
    private SealedDataKey released;
    private Order release;
    private SealedDataKey dataKey;
    private Sealed sealed;

    /** Dave was in the first Trust, which a successor replaced; carol is in a branch; an auditor was invited. */
    private void start() throws IOException {
        running = RunningServer.start(folder, Limits.DEFAULT);
        system = running.system();
        Arrays.stream(Caller.values()).forEach(caller -> keys.put(caller, running.newKey()));
        alice = system.enrol(signing(OPERATOR), "alice");
        bob = enrolWithOwnKey(running.newKey());
        Domain dave = system.enrol(signing(REMOVED_OPERATOR), "dave");
        Trust first = signed(system.create(signing(OPERATOR), TrustKind.BRANCH, system.genesis(), 1, alice, bob, dave));
        trust = signed(system.create(signing(OPERATOR), TrustKind.SUCCESSOR, first.thumbprint(), 1, alice, bob));
        Domain carol = invited(OTHER_OPERATOR, "carol", Rights.of(Right.APPROVE));
        Trust branch = system.create(signing(OPERATOR), TrustKind.BRANCH, trust.thumbprint(), 1, carol);
        system.approve(signing(OTHER_OPERATOR), carol, branch.thumbprint());
        signed(branch);
        invited(AUDITOR, "mallory", Rights.of(Right.AUDIT));
        payroll = claimed("payroll", CLIENT).body().id();
        claimed("other", OTHER_CLIENT);
        releases = system.claim(
                        signing(CLIENT),
                        system.domain(signing(OPERATOR), trust, "releases", Purpose.SIGN),
                        system.request())
                .body()
                .id();
        dataKey = system.manager()
                .uses()
                .createDataKey(caller(CLIENT), newest(payroll).seen(), NO_CONTEXT);
        sealed = system.manager().uses().encrypt(caller(CLIENT), newest(payroll).seen(), data(), NO_CONTEXT);
        release();
    }

    /** A Domain that a quorum opens, and what it released to its client. */
    private void release() {
        vault = claimed("vault", CLIENT).body().id();
        Order policy = created(NewOrder.of(
                vault, new Decision.SetPolicy(new Policy(Policy.Who.CONTROLLERS, Policy.Who.QUORUM)), "", 0, 0));
        approve(policy);
        system.manager()
                .orders()
                .run(
                        new Request(caller(OPERATOR), system.request()),
                        policy.thumbprint(),
                        newest(vault).seen());
        released = system.manager()
                .uses()
                .createDataKey(caller(CLIENT), newest(vault).seen(), CONTEXT.encoded());
        release = Order.parse(
                system.manager().releases().request(new Request(caller(CLIENT), system.request()), wanted(CLIENT)));
        approve(release);
    }

    private NewOrder wanted(Caller caller) {
        Decision open = new Decision.Open(
                0, caller(caller).thumbprint(), released.sealed().thumbprint(), CONTEXT, Optional.empty());
        return NewOrder.of(vault, open, "for the auditor", 0, 0);
    }

    private Order created(NewOrder wanted) {
        return Order.parse(system.manager().orders().create(new Request(caller(OPERATOR), system.request()), wanted));
    }

    private void approve(Order order) {
        system.manager()
                .orders()
                .approve(new Request(caller(OPERATOR), system.request()), orderApproval(signing(OPERATOR), order));
    }

    private Domain enrolWithOwnKey(ConnectionKey person) {
        Domain invited = domain(system.manager().inviteFirst("bob", system.terms(Purpose.OPERATOR)));
        String own = OwnKey.sign(person.thumbprint(), BOBS_OWN);
        return ExportedDomain.parse(system.manager()
                        .claims()
                        .claim(
                                new Request(person.publicKey(), system.request()),
                                TestServer.claimRequest(invited, own)))
                .domain();
    }

    private Domain invited(Caller caller, String name, Rights may) {
        return system.claim(
                signing(caller),
                system.manager()
                        .domains()
                        .inviteOperator(
                                new Request(caller(OPERATOR), system.request()),
                                new NewOperator(name, system.terms(may))),
                system.request());
    }

    private Domain claimed(String name, Caller caller) {
        return system.claim(signing(caller), invitation(name), system.request());
    }

    private InvitedDomain invitation(String name) {
        return system.domain(signing(OPERATOR), trust, name);
    }

    private static Domain domain(InvitedDomain invited) {
        return ExportedDomain.parse(invited.exported()).domain();
    }

    private Domain newest(DomainId id) {
        return system.store().read(tables -> tables.domains().find(id).orElseThrow());
    }

    private ConnectionKey key(Caller caller) {
        return java.util.Objects.requireNonNull(keys.get(caller));
    }

    private SigningKey signing(Caller caller) {
        return key(caller).signingKey();
    }

    private EcJwk caller(Caller caller) {
        return key(caller).publicKey();
    }

    private static Data data() {
        return Data.of(SecretBytes.owning(new byte[] {1, 2, 3}));
    }

    @AfterEach
    void stop() throws InterruptedException {
        running.close();
    }

    /** What a method is called with, fresh each time: right in everything, so that only who calls decides. */
    private Map<String, Function<Caller, Object[]>> arguments() {
        Map<String, Function<Caller, Object[]>> all = new HashMap<>();
        all.put(
                "claim.look", caller -> new Object[] {
                    domain(invitation("look")).body().id(), Data.of(SecretBytes.owning(TestServer.secret()))
                });
        all.put("claim.claim", caller ->
                new Object[] {system.request(), TestServer.claimRequest(domain(invitation("claim")))});
        all.put("client.domains", caller -> new Object[0]);
        all.put("client.domain", caller -> new Object[] {payroll});
        all.put("client.newest", caller -> new Object[] {newest(payroll).seen(), trust.thumbprint()});
        all.put("handover.handOver", caller -> new Object[] {system.request(), exported()});
        all.put("client.line", caller -> new Object[] {trust.thumbprint()});
        all.put("client.servers", caller -> new Object[0]);
        all.put("client.createDataKey", caller -> new Object[] {newest(payroll).seen(), NO_CONTEXT});
        all.put("client.openDataKey", caller -> new Object[] {newest(payroll).seen(), dataKey.sealed(), NO_CONTEXT});
        all.put("client.createDataKeys", caller ->
                new Object[] {new CreateDataKeys(newest(payroll).seen(), List.of(NO_CONTEXT, NO_CONTEXT))});
        all.put("client.openDataKeys", caller -> new Object[] {
            new OpenDataKeys(newest(payroll).seen(), List.of(new OpenDataKeys.Key(dataKey.sealed(), NO_CONTEXT)))
        });
        all.put("client.encrypt", caller -> new Object[] {newest(payroll).seen(), data(), NO_CONTEXT});
        all.put("client.decrypt", caller -> new Object[] {newest(payroll).seen(), sealed.ciphertext(), NO_CONTEXT});
        all.put("client.requestRelease", caller -> new Object[] {system.request(), wanted(caller)});
        all.put("client.releases", caller ->
                new Object[] {vault, released.sealed().thumbprint()});
        all.put("client.openReleased", caller -> new Object[] {
            new OpenReleased(
                    newest(vault).seen(),
                    release.thumbprint(),
                    released.sealed(),
                    CONTEXT.encoded(),
                    TestServer.signed(signing(caller), newest(vault), OperatorRequest.OPEN, release.thumbprint()))
        });
        all.put("client.signFile", caller ->
                new Object[] {newest(releases).seen(), Bytes.utf8("file").thumbprint(), 4L});
        all.put("client.endSignatures", caller ->
                new Object[] {system.request(), newest(releases).seen()});
        all.put("client.changeControllers", caller -> new Object[] {
            system.request(),
            new ChangeControllers(
                    newest(payroll).seen(), List.of(newcomer("backup", Rights.of(Right.ENCRYPT))), List.of())
        });
        for (String view :
                List.of("trusts", "operators", "servers", "hsms", "auditLogs", "orders", "unclaimed", "rollCalls")) {
            all.put("operator." + view, caller -> new Object[0]);
        }
        all.put("operator.domainsUnderVersion1", caller -> new Object[] {trust.thumbprint()});
        all.put("operator.line", caller -> new Object[] {trust.thumbprint()});
        all.put("operator.domains", caller -> new Object[] {"", 10});
        all.put("operator.revisions", caller -> new Object[] {payroll, 1, 10});
        all.put("operator.callRoll", caller -> new Object[] {system.request()});
        all.put("operator.answerRollCall", caller -> new Object[] {system.request(), answer(key(caller), rollCall())});
        all.put("operator.addRollCallAnswer", caller -> {
            CallId call = rollCall();
            return new Object[] {
                system.request(), call, RollCallAnswer.sign(BOBS_OWN, system.genesis(), call, Instant.now())
            };
        });
        all.put("operator.releasesOf", caller -> new Object[] {releases, 0L});
        all.put("operator.domainsEverOf", caller -> new Object[] {key(caller).thumbprint(), ""});
        all.put("operator.domainsNamed", caller -> new Object[] {"payroll"});
        all.put("operator.domain", caller -> new Object[] {payroll});
        all.put("operator.newest", caller -> new Object[] {newest(payroll).seen(), trust.thumbprint()});
        all.put("operator.auditEntries", caller -> new Object[] {LogId.first(system.serverKey()), 0L, 10});
        all.put("operator.auditHeads", caller -> new Object[] {LogId.first(system.serverKey()), 0L, 10});
        all.put("operator.createTrust", caller ->
                new Object[] {system.request(), system.plan(TrustKind.SUCCESSOR, trust.thumbprint(), 1, alice)});
        all.put("operator.approveTrust", caller -> approval(key(caller)));
        all.put("operator.signTrust", caller -> {
            Trust next = proposal();
            system.approve(signing(OPERATOR), alice, next.thumbprint());
            return new Object[] {system.request(), new SignTrust(next.thumbprint(), List.of())};
        });
        all.put("operator.addTrustApproval", caller -> {
            Trust next = proposal();
            return new Object[] {
                system.request(), next.thumbprint(), bobsApproval(DocumentType.TRUST_APPROVAL, next.payload())
            };
        });
        all.put("operator.endTrust", caller ->
                new Object[] {system.request(), proposal().thumbprint(), false, "not now"});
        all.put("operator.moveDomain", caller -> {
            Trust branch = signed(proposal());
            Domain there =
                    system.claim(signing(CLIENT), system.domain(signing(OPERATOR), branch, "there"), system.request());
            Trust next = signed(system.create(signing(OPERATOR), TrustKind.SUCCESSOR, branch.thumbprint(), 1, alice));
            return new Object[] {system.request(), new MoveDomain(there.seen(), next.thumbprint(), "")};
        });
        all.put("operator.rotateDomain", caller ->
                new Object[] {system.request(), newest(payroll).seen(), 0L});
        all.put("operator.inviteDomain", caller -> new Object[] {
            system.request(),
            new InviteDomain(domain(invitation("again")).seen(), List.of(system.terms(Purpose.ENCRYPT)))
        });
        all.put("operator.createOrder", caller ->
                new Object[] {system.request(), NewOrder.of(payroll, new Decision.Disable(), "", 0, 0)});
        all.put("operator.approveOrder", caller -> {
            Order order = order();
            return new Object[] {system.request(), orderApproval(signing(caller), order)};
        });
        all.put("operator.addOrderApproval", caller -> {
            Order order = order();
            return new Object[] {
                system.request(), order.thumbprint(), bobsApproval(DocumentType.ORDER_APPROVAL, order.payload())
            };
        });
        all.put("operator.endOrder", caller -> new Object[] {system.request(), order().thumbprint(), false, "not now"});
        all.put("operator.runOrder", caller -> {
            Order order = order();
            system.manager()
                    .orders()
                    .approve(new Request(caller(OPERATOR), system.request()), orderApproval(signing(OPERATOR), order));
            return new Object[] {
                system.request(),
                order.thumbprint(),
                newest(order.body().domain()).seen()
            };
        });
        all.put("operator.createDomain", caller -> new Object[] {
            system.request(), new NewDomain(trust.thumbprint(), "new", Purpose.ENCRYPT, system.terms(Purpose.ENCRYPT))
        });
        all.put("operator.inviteOperator", caller ->
                new Object[] {system.request(), new NewOperator("new", system.terms(Purpose.OPERATOR))});
        all.put("handover.importDomain", caller -> new Object[] {system.request(), exported()});
        all.put("operator.createHsm", caller -> new Object[] {system.request(), ""});
        return all;
    }

    private String exported() {
        return system.manager().domains().read(caller(OPERATOR), payroll);
    }

    private Controller newcomer(String name, Rights may) {
        return new Controller(running.newKey().thumbprint(), name, may);
    }

    /** A branch of alice and bob; earlier ones that alice proposed and nobody approved are withdrawn (T3). */
    private Trust proposal() {
        for (TrustView view : system.manager().trusts().list(caller(OPERATOR))) {
            Trust open = Trust.parse(view.trust());
            if (view.ended().isEmpty() && open.signatures().isEmpty()) {
                system.manager()
                        .trusts()
                        .end(new Request(caller(OPERATOR), system.request()), open.thumbprint(), true, "");
            }
        }
        return system.create(signing(OPERATOR), TrustKind.BRANCH, trust.thumbprint(), 1, alice, bob);
    }

    private Trust signed(Trust proposal) {
        system.approve(signing(OPERATOR), alice, proposal.thumbprint());
        return system.sign(signing(OPERATOR), proposal.thumbprint());
    }

    /** About a Domain of its own, to be granted: it can be carried out, whatever was before. */
    private Order order() {
        for (OrderView view : system.manager().orders().list(caller(OPERATOR))) {
            Order open = Order.parse(view.order());
            if (view.state().equals(OrderView.OPEN)
                    && open.body().kind() != OrderKind.OPEN
                    && open.signatures().isEmpty()) {
                system.manager()
                        .orders()
                        .end(new Request(caller(OPERATOR), system.request()), open.thumbprint(), true, "");
            }
        }
        Domain ordered = claimed("ordered", CLIENT);
        Decision grant = new Decision.Grant(newcomer("heir", Rights.all(Purpose.ENCRYPT)));
        return Order.parse(system.manager()
                .orders()
                .create(
                        new Request(caller(OPERATOR), system.request()),
                        NewOrder.of(ordered.body().id(), grant, "", 0, 0)));
    }

    private ApproveOrder orderApproval(SigningKey caller, Order order) {
        return new ApproveOrder(
                order.thumbprint(),
                alice.seen(),
                TestServer.signed(caller, alice, OperatorRequest.APPROVE_ORDER, order.thumbprint()));
    }

    /** Made by an operator with a key of its own; another operator may bring it. */
    private static String bobsApproval(DocumentType type, Bytes payload) {
        return Json.write(BOBS_OWN.sign(type, payload).toJson());
    }

    private CallId rollCall() {
        CallId call = CallId.random(new SecureRandom());
        system.store()
                .change(tables -> tables.rollCalls()
                        .insert(call, Instant.now(), Bytes.utf8(call.value()).thumbprint()));
        return call;
    }

    private AnswerRollCall answer(ConnectionKey caller, CallId call) {
        String word = new OperatorRequest(
                        alice.body().id(), alice.thumbprint(), OperatorRequest.ROLL_CALL, call.value())
                .sign(caller.signingKey());
        return new AnswerRollCall(call, alice.seen(), word);
    }

    /** Asked with the caller's own signature; the Domain is that of the operator in the Trust. */
    private Object[] approval(ConnectionKey caller) {
        return new Object[] {
            system.request(),
            TestServer.approval(caller.signingKey(), alice, proposal().thumbprint())
        };
    }

    @TestFactory
    Stream<DynamicNode> everyCellOfTheTableIsTrue() throws IOException {
        start();
        Map<String, Function<Caller, Object[]>> arguments = arguments();
        Map<String, Method> methods = methods();
        // The claims come last: they make clients of all callers.
        return Arrays.stream(Call.values())
                .sorted(Comparator.comparing((Call call) -> call.method().startsWith("claim.")))
                .map(call -> dynamicContainer(
                        call.method(),
                        Arrays.stream(Caller.values())
                                .map(caller -> dynamicTest(
                                        caller.text(),
                                        () -> assertThat(isAllowed(
                                                        methods.get(call.method()),
                                                        caller,
                                                        arguments
                                                                .get(call.method())
                                                                .apply(caller)))
                                                .isEqualTo(call.who().includes(caller))))));
    }

    private boolean isAllowed(Method method, Caller caller, Object[] arguments) throws IllegalAccessException {
        Object service = running.lookup(key(caller), serviceOf(method.getDeclaringClass()), nameOf(method));
        try {
            method.invoke(service, arguments);
            return true;
        } catch (InvocationTargetException e) {
            assertThat(e.getCause())
                    .satisfiesAnyOf(
                            refused -> assertThat(refused).isInstanceOf(RefusedException.class),
                            early -> assertThat(early).hasRootCauseInstanceOf(RefusedException.class));
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
        Map<String, Method> all = new HashMap<>();
        SERVICES.forEach((name, service) ->
                Arrays.stream(service.getMethods()).forEach(method -> all.put(name + "." + method.getName(), method)));
        return all;
    }
}

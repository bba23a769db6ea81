package org.quorumkms.operator;

import java.lang.reflect.Proxy;
import java.rmi.RemoteException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.net.Address;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;

/**
 * A server in memory: it has Trusts and histories of Domains, and answers as one does; a test puts back what it likes. It moves
 * Domains with the HSMs that it holds.
 */
final class TestServer implements Servers {

    /** Where it says that it is. */
    static final String ADDRESS = "127.0.0.1:7311";

    /** Its Domains. */
    final Map<DomainId, DomainHistory> domains = new LinkedHashMap<>();

    /** Its Trusts. */
    final Map<Thumbprint, TrustView> trusts = new LinkedHashMap<>();

    /** The names of the calls that were made. */
    final List<String> calls = new ArrayList<>();

    /** What was asked of Domains' moves. */
    final List<MoveDomain> moves = new ArrayList<>();

    private final List<TestHsm> hsms;
    private final EcJwk caller;
    private final Map<String, Function<Object[], Object>> answers = new LinkedHashMap<>();
    private final OperatorService service;
    private final HandOverService handOver;

    /** Takes the connection key that calls, and its HSMs. */
    TestServer(EcJwk caller, TestHsm... hsms) {
        this.caller = caller;
        this.hsms = List.of(hsms);
        this.service = answering(OperatorService.class);
        this.handOver = answering(HandOverService.class);
        answers.put("trusts", nothing -> List.copyOf(trusts.values()));
        answers.put("servers", nothing -> List.of(ADDRESS));
        answers.put("orders", nothing -> List.of());
        answers.put("domain", asked -> history((DomainId) asked[0]).exported().toText());
        answers.put("newest", asked -> newest((SeenDomain) asked[0]));
        answers.put("importDomain", given -> imported((String) given[1]));
        answers.put("moveDomain", asked -> moved((MoveDomain) asked[1]));
        answers.put(
                "domainsNamed",
                asked -> domains.values().stream()
                        .map(DomainHistory::last)
                        .filter(domain -> domain.body().name().equals(asked[0]))
                        .map(Domain::toText)
                        .toList());
        answers.put(
                "domains",
                asked -> domains.values().stream()
                        .map(DomainHistory::last)
                        .filter(domain -> domain.body().id().value().compareTo((String) asked[0]) > 0)
                        .sorted((one, other) -> one.body()
                                .id()
                                .value()
                                .compareTo(other.body().id().value()))
                        .map(Domain::toText)
                        .toList());
    }

    /** Answers a call in another way. */
    void on(String call, Function<Object[], Object> answer) {
        answers.put(call, answer);
    }

    /** Has the Trusts of a line. */
    TestServer with(TrustChain line) {
        line.trusts().forEach(trust -> trusts.put(trust.thumbprint(), view(trust)));
        return this;
    }

    static TrustView view(Trust trust) {
        return new TrustView(trust.toText(), "", List.of(), "");
    }

    /** Has a Domain, in the place of what it had. */
    TestServer with(DomainHistory history) {
        domains.put(history.last().body().id(), history);
        return this;
    }

    private Object answer(String name, Object... arguments) {
        calls.add(name);
        Function<Object[], Object> answer = answers.get(name);
        if (answer == null) {
            throw new AssertionError("the test does not say what is answered to " + name);
        }
        return answer.apply(arguments);
    }

    private DomainHistory history(DomainId id) {
        return Optional.ofNullable(domains.get(id)).orElseThrow(() -> new AssertionError("there is no Domain " + id));
    }

    private NewestDomain newest(SeenDomain seen) {
        DomainHistory history = history(seen.id());
        boolean known = history.exported().holds(seen.revision(), seen.thumbprint());
        return history.answer(known ? seen.revision() : 0);
    }

    private static void requireKnown(DomainHistory history, SeenDomain seen) {
        if (!history.exported().holds(seen.revision(), seen.thumbprint())) {
            Domain last = history.last();
            throw new BehindException(
                    last.body().name(),
                    last.body().revision(),
                    last.thumbprint().value());
        }
    }

    private String imported(String text) {
        ExportedDomain exported = ExportedDomain.parse(text);
        with(DomainHistory.of(exported));
        return exported.domain().thumbprint().value();
    }

    private NewestDomain moved(MoveDomain move) {
        moves.add(move);
        DomainHistory history = history(move.seen().id());
        requireKnown(history, move.seen());
        Domain last = history.last();
        if (!last.seen().equals(move.seen())) {
            throw new MovedException(
                    last.body().name(),
                    last.body().revision(),
                    last.thumbprint().value());
        }
        if (last.body().purpose() == Purpose.OPERATOR) {
            OperatorRequest request = OperatorRequest.verify(
                    move.signedRequest(),
                    caller,
                    last.body().controllers().get(0).key());
            if (!request.equals(new OperatorRequest(
                    move.seen().id(), move.seen().thumbprint(), OperatorRequest.REWRAP, move.target()))) {
                throw new AssertionError("the operator's request names something else");
            }
        }
        TrustChain line = line(move.target());
        TestHsm hsm = hsms.stream()
                .filter(one -> line.last().body().entryOf(one.keys()).isPresent()
                        && history.line().last().body().entryOf(one.keys()).isPresent())
                .findFirst()
                .orElseThrow(() -> new ElsewhereException("This server has no HSM that could move it there."));
        with(history.moved(hsm, line));
        return history(move.seen().id()).answer(move.seen().revision());
    }

    /** Returns the line to one of its Trusts. */
    TrustChain line(Thumbprint trust) {
        Trust last = Trust.parse(trusts.get(trust).trust());
        return last.predecessor().map(before -> line(before).then(last)).orElseGet(() -> new TrustChain(List.of(last)));
    }

    @Override
    public <T> T call(ServicePool.Call<OperatorService, T> call) {
        try {
            return call.make(service);
        } catch (RemoteException e) {
            throw new AssertionError("nothing is remote here", e);
        }
    }

    private <S> S answering(Class<S> service) {
        return service.cast(Proxy.newProxyInstance(
                service.getClassLoader(),
                new Class<?>[] {service},
                (proxy, method, arguments) -> answer(method.getName(), arguments == null ? new Object[0] : arguments)));
    }

    @Override
    public <T> T handOver(ServicePool.Call<HandOverService, T> call) {
        try {
            return call.make(handOver);
        } catch (RemoteException e) {
            throw new AssertionError("nothing is remote here", e);
        }
    }

    @Override
    public Address talkedTo() {
        return Address.parse(ADDRESS);
    }

    @Override
    public Optional<Dialer.Peer> answering() {
        return Optional.of(new Dialer.Peer(
                TestSystem.genesis(), TestSystem.H2.keys().signing().thumbprint()));
    }

    @Override
    public Optional<Dialer.Peer> at(Address address) {
        return answering();
    }
}

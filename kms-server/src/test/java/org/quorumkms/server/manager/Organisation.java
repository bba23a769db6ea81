package org.quorumkms.server.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.Jwe;
import org.quorumkms.jose.SigningKey;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.party.Newest;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.HsmStatement;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.PinnedTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * An organisation that grows and shrinks: operators and HSMs come and go, quorums change, Domains follow, files are written.
 * At every step it looks that exactly the right parties succeed.
 */
final class Organisation {

    private static final int MOST_OPERATORS = 9;
    private static final int MOST_HSMS = 6;
    private static final int CLIENT = 20;

    private final TestServer system;
    private final Random chance;
    private final SecureRandom random = new SecureRandom();
    private final Map<SigningKey, Domain> people = new LinkedHashMap<>();
    private final List<Thumbprint> allHsms = new ArrayList<>();
    private final Set<Thumbprint> withKem = new HashSet<>();
    private final List<VerifiedDomain> domains = new ArrayList<>();
    private final List<Written> files = new ArrayList<>();
    private final DomainVerifier verifier;
    private List<SigningKey> operators = List.of();
    private List<Thumbprint> hsms = List.of();
    private int quorum;
    private Trust trust;
    private PinnedTrusts seen;

    private record Written(DomainId domain, Bytes message, Bytes plaintext) {}

    /** Founds it with three operators, two HSMs, and these many Domains of one client. */
    Organisation(TestServer system, Random chance, int domainCount) {
        this.system = system;
        this.chance = chance;
        this.verifier = new DomainVerifier(new KnownTrusts(system.genesis()));
        for (int i = 0; i < 3; i++) {
            SigningKey person = TestServer.actor(i);
            people.put(person, system.enrol(person, "operator" + i));
        }
        operators = List.copyOf(people.keySet());
        hsms = system.hsms().stream().map(hsm -> hsm.keys().fingerprint()).toList();
        allHsms.addAll(hsms);
        quorum = 2;
        seen = new PinnedTrusts(system.genesis(), List.of());
        trust = proposal(TrustKind.BRANCH, system.genesis(), operators, hsms, quorum);
        approveAll(trust, operators.subList(0, quorum));
        accept(system.sign(operators.get(0), trust.thumbprint()));
        for (int i = 3; i < MOST_OPERATORS + 1; i++) {
            SigningKey person = TestServer.actor(i);
            people.put(
                    person,
                    system.claim(
                            person,
                            system.manager()
                                    .domains()
                                    .inviteOperator(
                                            new Request(TestServer.ec(operators.get(0)), system.request()),
                                            new NewOperator("operator" + i, system.terms(Purpose.OPERATOR))),
                            system.request()));
        }
        for (int i = 0; i < domainCount; i++) {
            Domain claimed =
                    system.claim(client(), system.domain(operators.get(0), trust, "domain" + i), system.request());
            domains.add(verifier.verify(claimed, line(trust)).require());
        }
    }

    private static SigningKey client() {
        return TestServer.actor(CLIENT);
    }

    /** One change of the organisation, with all that must be refused on the way, and some files before and after. */
    void step(int fileCount) {
        // Each half second where a server serves; uses that are not written for a minute end all further ones.
        system.log().flush();
        write(fileCount);
        List<SigningKey> nextOperators = new ArrayList<>(operators);
        List<Thumbprint> nextHsms = new ArrayList<>(hsms);
        change(nextOperators, nextHsms);
        int nextQuorum = 1 + chance.nextInt(nextOperators.size());
        if (isTheSame(nextOperators, nextHsms, nextQuorum)) {
            assertThatThrownBy(() ->
                            proposal(TrustKind.SUCCESSOR, trust.thumbprint(), nextOperators, nextHsms, nextQuorum))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("T3");
            return;
        }
        succeed(nextOperators, nextHsms, nextQuorum);
        // Some Domains lag behind, and make up for it later.
        domains.replaceAll(domain -> chance.nextInt(3) == 0 ? domain : moved(domain));
    }

    /** An HSM that was made just now comes, then those go that were made before there were ML-KEM keys; all Domains follow. */
    void beginVersion2() {
        // Chance may have brought it about already.
        if (!trust.body().isHybrid()) {
            List<Thumbprint> more = new ArrayList<>(hsms);
            more.add(made());
            succeed(operators, more, quorum);
            assertThat(trust.body().version()).isEqualTo(1);
            domains.replaceAll(this::moved);
            assertThat(wrappings()).containsOnly(Jwe.Algorithm.RSA);
            succeed(operators, hsms.stream().filter(withKem::contains).toList(), quorum);
        }
        assertThat(trust.body().version()).isEqualTo(2);
        domains.replaceAll(this::moved);
        assertThat(wrappings()).containsOnly(Jwe.Algorithm.HYBRID);
        downgradeIsRefused();
    }

    private Stream<Jwe.Algorithm> wrappings() {
        return domains.stream().map(domain -> domain.body().keys().orElseThrow().algorithm());
    }

    /** Back to an HSM without an ML-KEM key, alone or beside the others; and a Domain back to where it came from. */
    private void downgradeIsRefused() {
        Thumbprint old = system.hsm().keys().fingerprint();
        List<Thumbprint> beside = new ArrayList<>(hsms);
        beside.add(old);
        for (TrustKind kind : List.of(TrustKind.SUCCESSOR, TrustKind.BRANCH)) {
            for (List<Thumbprint> back : List.of(List.of(old), beside)) {
                assertThatThrownBy(() -> proposal(kind, trust.thumbprint(), operators, back, quorum))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("T4: what follows Trust");
            }
        }
        SeenDomain first = domains.get(0).domain().seen();
        Thumbprint earlier = trust.predecessor().orElseThrow();
        assertThatThrownBy(() -> system.manager()
                        .domainChanges()
                        .move(
                                new Request(TestServer.ec(operators.get(0)), system.request()),
                                new MoveDomain(first, earlier, "")))
                .isInstanceOf(RefusedException.class);
    }

    /** A successor comes into force, with all that must be refused on the way. */
    private void succeed(List<SigningKey> nextOperators, List<Thumbprint> nextHsms, int nextQuorum) {
        Trust next = proposal(TrustKind.SUCCESSOR, trust.thumbprint(), nextOperators, nextHsms, nextQuorum);
        Trust fork = proposal(TrustKind.SUCCESSOR, trust.thumbprint(), nextOperators, nextHsms, nextQuorum);
        strangersCountForNothing(next, nextOperators);
        List<SigningKey> approvers = tooFewAreRefused(next, nextOperators, nextQuorum);
        approveAll(fork, approvers);
        accept(system.sign(approvers.get(0), next.thumbprint()));
        assertThatThrownBy(() -> system.sign(approvers.get(0), fork.thumbprint()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("T6");
        operators = List.copyOf(nextOperators);
        hsms = List.copyOf(nextHsms);
        quorum = nextQuorum;
    }

    private boolean isTheSame(List<SigningKey> nextOperators, List<Thumbprint> nextHsms, int nextQuorum) {
        return nextOperators.equals(operators) && nextHsms.equals(hsms) && nextQuorum == quorum;
    }

    /** People and HSMs come, go, or are exchanged. An HSM stays, so that the line can go on. */
    private void change(List<SigningKey> nextOperators, List<Thumbprint> nextHsms) {
        List<SigningKey> outside = new ArrayList<>(people.keySet());
        outside.removeAll(nextOperators);
        switch (chance.nextInt(4)) {
            case 0 -> add(nextOperators, outside, MOST_OPERATORS);
            case 1 -> {
                if (nextOperators.size() > 1) {
                    nextOperators.remove(chance.nextInt(nextOperators.size()));
                }
            }
            case 2 -> {
                List<Thumbprint> others = new ArrayList<>(allHsms);
                others.removeAll(nextHsms);
                if (trust.body().isHybrid()) {
                    others.retainAll(withKem);
                }
                if (others.isEmpty() && allHsms.size() < MOST_HSMS) {
                    others.add(made());
                }
                add(nextHsms, others, MOST_HSMS);
            }
            default -> {
                if (nextHsms.size() > 1) {
                    nextHsms.remove(chance.nextInt(nextHsms.size()));
                } else {
                    add(nextOperators, outside, MOST_OPERATORS);
                }
            }
        }
    }

    private <T> void add(List<T> members, List<T> others, int most) {
        if (!others.isEmpty() && members.size() < most) {
            members.add(others.get(chance.nextInt(others.size())));
        }
    }

    private Thumbprint made() {
        String statement = system.manager()
                .hsms()
                .create(new Request(TestServer.ec(operators.get(0)), system.request()), "")
                .statement();
        HsmKeys keys = HsmStatement.verify(statement, system.genesis()).keys();
        allHsms.add(keys.fingerprint());
        if (keys.kem().isPresent()) {
            withKem.add(keys.fingerprint());
        }
        return keys.fingerprint();
    }

    private Trust proposal(
            TrustKind kind, Thumbprint after, List<SigningKey> members, List<Thumbprint> hsmsOfIt, int needed) {
        TrustPlan plan = new TrustPlan(
                kind,
                after,
                hsmsOfIt,
                members.stream()
                        .map(person -> TestServer.approvalKey(people.get(person)))
                        .toList(),
                needed,
                "");
        return Trust.parse(
                system.manager().trusts().create(new Request(TestServer.ec(members.get(0)), system.request()), plan));
    }

    /** Former and would-be members approve for nothing. */
    private void strangersCountForNothing(Trust next, List<SigningKey> nextOperators) {
        people.keySet().stream()
                .filter(person -> !operators.contains(person) && !nextOperators.contains(person))
                .limit(2)
                .forEach(person -> assertThatThrownBy(
                                () -> system.approve(person, people.get(person), next.thumbprint()))
                        .isInstanceOf(RefusedException.class)
                        .hasMessageContaining("would not count"));
    }

    /** Approves one after the other: until both quorums are reached, no HSM signs. */
    private List<SigningKey> tooFewAreRefused(Trust next, List<SigningKey> nextOperators, int nextQuorum) {
        List<SigningKey> all = new ArrayList<>(operators);
        nextOperators.stream().filter(person -> !all.contains(person)).forEach(all::add);
        Collections.shuffle(all, chance);
        List<SigningKey> approved = new ArrayList<>();
        for (SigningKey person : all) {
            long old = approved.stream().filter(operators::contains).count();
            long young = approved.stream().filter(nextOperators::contains).count();
            if (old >= quorum && young >= nextQuorum) {
                return approved;
            }
            assertThatThrownBy(() -> system.sign(person, next.thumbprint()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("approvals it needs");
            system.approve(person, people.get(person), next.thumbprint());
            approved.add(person);
        }
        return approved;
    }

    private void approveAll(Trust proposal, List<SigningKey> by) {
        by.forEach(person -> system.approve(person, people.get(person), proposal.thumbprint()));
    }

    /** A console goes forward with it, and not back (T7). */
    private void accept(Trust signed) {
        VerifiedTrust verified =
                new TrustVerifier(system.genesis()).verify(line(signed)).require();
        PinnedTrusts before = seen;
        seen = seen.accept(verified);
        if (!before.lines().isEmpty()) {
            assertThatThrownBy(() -> seen.accept(before.lines().get(0)))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("T7");
        }
        assertThat(signed.body().version())
                .isGreaterThanOrEqualTo(trust == null ? 1 : trust.body().version());
        trust = signed;
    }

    private VerifiedDomain moved(VerifiedDomain domain) {
        VerifiedDomain now = domain;
        while (!now.body().trust().equals(trust.thumbprint())) {
            VerifiedDomain from = now;
            now = verified(
                    system.manager()
                            .domainChanges()
                            .move(
                                    new Request(
                                            TestServer.ec(operators.get(chance.nextInt(operators.size()))),
                                            system.request()),
                                    new MoveDomain(from.domain().seen(), trust.thumbprint(), "")),
                    from.domain());
            assertThat(now.body().revision()).isGreaterThan(from.body().revision());
        }
        return now;
    }

    /** As a console takes an answer: it descends from what was seen before (T7). */
    private VerifiedDomain verified(NewestDomain answer, Domain before) {
        return Newest.verified(answer, Descent.of(before), seen.lines(), verifier)
                .domain();
    }

    private TrustChain line(Trust of) {
        return system.store()
                .read(tables -> tables.trusts().line(of.thumbprint()).orElseThrow());
    }

    /** Writes files under Domains wherever they stand. */
    private void write(int count) {
        for (int i = 0; i < count; i++) {
            SeenDomain domain =
                    domains.get(chance.nextInt(domains.size())).domain().seen();
            byte[] plaintext = ("file " + files.size()).getBytes(StandardCharsets.UTF_8);
            EncryptionContext context = new EncryptionContext(Map.of("number", Integer.toString(files.size())));
            SealedDataKey made =
                    system.manager().uses().createDataKey(TestServer.ec(client()), domain, context.encoded());
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            try (SecretBytes secret = made.key().take();
                    DataKey key = new DataKey(secret)) {
                new MessageWriter(random)
                        .write(
                                new ByteArrayInputStream(plaintext),
                                message,
                                key,
                                List.of(new EncryptedDataKey(
                                        EncryptedDataKey.PROVIDER,
                                        Bytes.utf8(domain.id().value()),
                                        made.sealed())),
                                context);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            files.add(new Written(domain.id(), Bytes.of(message.toByteArray()), Bytes.of(plaintext)));
        }
    }

    private SeenDomain newest(DomainId id) {
        return domains.stream()
                .map(domain -> domain.domain().seen())
                .filter(domain -> domain.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Every file that was ever written decrypts, at whatever Trust its Domain stands now. */
    int decryptAll() {
        for (Written file : files) {
            try {
                MessageReader message = MessageReader.open(
                        new ByteArrayInputStream(file.message().toArray()));
                Opened opened = system.manager()
                        .uses()
                        .openDataKey(
                                TestServer.ec(client()),
                                newest(file.domain()),
                                message.header().dataKeys().get(0).ciphertext(),
                                message.header().context().encoded());
                ByteArrayOutputStream plaintext = new ByteArrayOutputStream();
                try (SecretBytes secret = opened.data().take();
                        DataKey key = new DataKey(secret)) {
                    message.decrypt(key, plaintext);
                }
                assertThat(Bytes.of(plaintext.toByteArray())).isEqualTo(file.plaintext());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files.size();
    }

    /** An operator's own Domain moves at its own word, never at another's. */
    void operatorsMoveTheirOwn() {
        for (SigningKey person : operators) {
            Domain own = people.get(person);
            String word = TestServer.signed(person, own, OperatorRequest.REWRAP, trust.thumbprint());
            SigningKey another = TestServer.actor(CLIENT + 1);
            String forged = TestServer.signed(another, own, OperatorRequest.REWRAP, trust.thumbprint());
            MoveDomain right = new MoveDomain(own.seen(), trust.thumbprint(), word);
            assertThatThrownBy(() -> system.manager()
                            .domainChanges()
                            .move(
                                    new Request(TestServer.ec(person), system.request()),
                                    new MoveDomain(own.seen(), trust.thumbprint(), forged)))
                    .isInstanceOf(KmsException.class);
            try {
                Domain after = verified(
                                system.manager()
                                        .domainChanges()
                                        .move(new Request(TestServer.ec(person), system.request()), right),
                                own)
                        .domain();
                assertThat(after.body().publicKeys()).isEqualTo(own.body().publicKeys());
                people.put(person, after);
            } catch (org.quorumkms.errors.ElsewhereException noCommonHsm) {
                // No HSM is in both its Trust and the newest: it moves to one between them first, or enrols anew.
                assertThat(noCommonHsm).hasMessageContaining("No HSM of this server is in Trust");
            }
        }
    }
}

package org.quorumkms.operator;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.home.Home;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.jose.RsaJwk;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.Pins;
import org.quorumkms.testing.DomainHistory;
import org.quorumkms.testing.TestAuthority;
import org.quorumkms.testing.TestHsm;
import org.quorumkms.testing.TestSystem;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/** Alice's console: a home that is enrolled, and the server that it calls. */
final class TestConsole {

    /** Its home. */
    final Home home;

    /** Its connection key. */
    final ConnectionKey key;

    /** Its server. */
    final TestServer server;

    /** What it warned of. */
    final List<String> warnings = new ArrayList<>();

    /** Whether its operator was asked to move its Domain out of genesis. */
    final List<VerifiedTrust> asked = new ArrayList<>();

    /** What its operator answers. */
    Optional<Boolean> answer = Optional.empty();

    /** Enrols alice, whose Domain stands at the end of a line, at a server with some HSMs. */
    TestConsole(Path folder, TrustChain line, TestHsm... hsms) {
        this.home = Home.open(folder.resolve("home"));
        SecureRandom random = new SecureRandom();
        this.key = ConnectionKey.of(home, TestAuthority.CLOCK, random);
        this.server = new TestServer((EcJwk) key.signingKey().publicKey(), hsms).with(line);
        DomainHistory own = own(line, hsms[0]);
        server.with(own);
        new PinFile(home)
                .updateOrBegin(none -> Pins.begin(TestSystem.genesis(), List.of(Address.parse(TestServer.ADDRESS)))
                        .with(own.verified(), own.exported()));
        ConsoleMemory.documents(home).keep(own.exported());
    }

    private DomainHistory own(TrustChain line, TestHsm hsm) {
        Controller alice = new Controller(key.thumbprint(), "alice", Rights.of(Right.APPROVE));
        RsaJwk approval = TestSystem.OPERATORS.get(0).key().key();
        return DomainHistory.begin(
                Purpose.OPERATOR,
                hsm,
                line,
                says -> says.controlledBy(List.of(alice)).publicKeys(List.of(approval)));
    }

    /** Begins a command, which has seen nothing yet. */
    Session connect() {
        return new Session(server, home, key, TestAuthority.CLOCK, new SecureRandom(), warnings::add);
    }

    /** Begins a command. */
    Session open() {
        Session session = connect();
        session.begin((founding, newest) -> {
            asked.add(founding);
            return answer;
        });
        return session;
    }
}

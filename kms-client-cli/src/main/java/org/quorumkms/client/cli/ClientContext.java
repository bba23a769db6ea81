package org.quorumkms.client.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.client.KmsClient;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinnedDomain;

/**
 * What all commands of the client share.
 *
 * @param common the options of every program
 * @param servers which servers to call
 * @param clock the time
 * @param random randomness
 * @param input standard input
 * @param output standard output, for data
 */
record ClientContext(
        CommonOptions common,
        ServerOptions servers,
        Clock clock,
        SecureRandom random,
        InputStream input,
        OutputStream output) {

    Home home() {
        return Home.open(common.home());
    }

    ConnectionKey key(Home home) {
        return home.connectionKey(clock, random);
    }

    KmsClient client() {
        Home home = home();
        PinFile pins = new PinFile(home);
        pins.summary();
        return new KmsClient(
                pins,
                key(home),
                new KmsClient.Servers(servers.addresses(List.of()), servers.serverKeys()),
                clock,
                random);
    }

    /** Finds the Domain that encrypts and that a person named by its name or id, or the only one. */
    DomainId domain(@Nullable String reference) {
        return domain(reference, Purpose.ENCRYPT);
    }

    /** Finds a Domain of this home, of whatever purpose, by its name or id. */
    DomainId anyDomain(String reference) {
        List<DomainId> found = new PinFile(home())
                .summary().domains().stream()
                        .filter(domain -> domain.name().equals(reference)
                                || domain.seen().id().value().equals(reference))
                        .map(domain -> domain.seen().id())
                        .toList();
        if (found.size() != 1) {
            throw new UsageException(
                    found.isEmpty()
                            ? "There is no Domain " + reference + " here. See kms-client domains."
                            : reference + " fits more than one Domain. Name it by its UUID.");
        }
        return found.get(0);
    }

    /** Finds the Domain of a purpose that a person named by its name or id, or the only one. */
    DomainId domain(@Nullable String reference, Purpose purpose) {
        List<PinnedDomain> all = new PinFile(home())
                .summary().domains().stream()
                        .filter(domain -> domain.purpose() == purpose)
                        .toList();
        List<PinnedDomain> found = all.stream()
                .filter(domain -> reference == null
                        || domain.name().equals(reference)
                        || domain.seen().id().value().equals(reference))
                .toList();
        if (found.size() == 1) {
            return found.get(0).seen().id();
        }
        String candidates = all.stream()
                .map(domain -> domain.name() + " (" + domain.seen().id() + ")")
                .collect(Collectors.joining(", "));
        if (all.isEmpty()) {
            throw new UsageException("This home has claimed no Domain to " + purpose.text()
                    + " with. Claim one: kms-client claim INVITATION.");
        }
        throw new UsageException((found.isEmpty()
                        ? "There is no Domain " + reference + " here"
                        : reference == null
                                ? "There is more than one Domain here"
                                : reference + " fits more than one Domain")
                + ": " + candidates + ". Name one with -d.");
    }
}

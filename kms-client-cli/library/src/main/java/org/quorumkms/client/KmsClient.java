package org.quorumkms.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.Home;
import org.quorumkms.net.Address;
import org.quorumkms.net.CallFilters;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.party.Card;
import org.quorumkms.party.FirstContact;
import org.quorumkms.party.Identity;
import org.quorumkms.party.Invitation;
import org.quorumkms.party.KeptDomains;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinSummary;
import org.quorumkms.signed.Name;

/**
 * Encrypts and decrypts with Domains, from a program.
 *
 * <pre>{@code
 * try (KmsClient kms = KmsClient.open(Path.of("/var/lib/payroll/kms"))) {
 *     byte[] sealed = kms.domain("payroll").encrypt(data, Map.of("row", "17"));
 * }
 * }</pre>
 *
 * <p>A home is a folder that holds this program's key and what it saw of the system; its owner's only. {@link #claim} makes it,
 * or {@code kms-client claim}. One client serves a whole program: it is safe for use by many threads, keeps its connections, and
 * goes to another server when one is down.
 *
 * <p>Security guarantees: what decrypts was encrypted, whole and unchanged, under the Domain that was named, with its context. The
 * servers are verified to the genesis that this home pinned, whoever runs them. Restriction: contexts and sizes are not secret, and
 * a string or an array that a program was given is not wiped by this library.
 */
public final class KmsClient implements AutoCloseable {

    private final ClientSession session;
    private final SecureRandom random;
    private final @Nullable DataKeyCache cache;
    private volatile boolean closed;

    /**
     * A Domain that a home may use.
     *
     * @param id the UUID
     * @param name for people; several may have the same
     * @param purpose {@code encrypt} or {@code sign}
     */
    public record Listed(String id, String name, String purpose) {}

    private KmsClient(ClientSession session, SecureRandom random, @Nullable DataKeyCache cache) {
        this.session = session;
        this.random = random;
        this.cache = cache;
    }

    /**
     * Makes this process one that can call safely, before {@link #open} does it: for a program that reads object streams of its own
     * before it opens a client. It changes nothing of the program's other streams. Instead it may be started with
     * {@code -Djdk.serialFilterFactory=org.quorumkms.net.CallFilters}, or let a filter factory of its own delegate to that class.
     *
     * @throws RefusedException if it is too late
     */
    public static void prepare() {
        CallFilters.install();
    }

    /**
     * Opens a home. Nothing is called before the first use.
     *
     * @param home a folder that a claim made; a link to one is followed
     * @throws RefusedException if there is none, and none is made; if others than its owner may use it; or if this process read an
     *     object stream before it called {@link #prepare}
     */
    public static KmsClient open(Path home) {
        return open(home, KmsOptions.usual());
    }

    /**
     * Opens a home.
     *
     * @throws RefusedException as {@link #open(Path)} does
     */
    public static KmsClient open(Path home, KmsOptions options) {
        CallFilters.install();
        if (!Files.isDirectory(home)) {
            throw new RefusedException("There is no home in " + home
                    + ". Make one with an invitation: KmsClient.claim, or kms-client --home " + home
                    + " claim INVITATION.");
        }
        Home opened = Home.open(home);
        new PinFile(opened).summary();
        SecureRandom random = new SecureRandom();
        Clock clock = Clock.systemUTC();
        ClientSession session = ClientSession.open(
                opened,
                ConnectionKey.of(opened, clock, random),
                new ClientSession.Servers(options.servers(), Set.of(), options.timeouts()),
                clock,
                random,
                options.notes());
        return new KmsClient(
                session, random, options.caching().map(DataKeyCache::new).orElse(null));
    }

    /**
     * Returns who a home is, as one word to hand to whoever makes a Domain for it or shares one with it: nothing in it is secret.
     * Makes the home and its key if there are none. Needs no server.
     *
     * @param name how it is called, 1 to 64 characters
     */
    public static String identity(Path home, String name) {
        return Identity.sign(Name.typed(name), key(Home.open(home)).signingKey(), Optional.empty());
    }

    /**
     * Takes up a Domain: claims it with an invitation, which works once, or takes it with a card that names this home's key. Makes
     * the home and its key if there are none. Done again with the same word, it answers the same.
     *
     * @param word an invitation ({@code kms1.…}) or a card ({@code kmscard1.…})
     * @return the Domain
     * @throws RefusedException if the invitation was used by another, or is no more good; or the home belongs to another system
     * @throws org.quorumkms.errors.UnreachableException if none of the servers in it can be reached
     * @throws org.quorumkms.errors.VerificationException if the Domain that a server shows is not the one that the word names
     */
    public static Listed claim(Path home, String word) {
        return claim(home, word, KmsOptions.usual());
    }

    /** Takes up a Domain, as {@link #claim(Path, String)} does. */
    public static Listed claim(Path home, String word, KmsOptions options) {
        CallFilters.install();
        Card card = Card.isOne(word) ? Card.parse(word) : null;
        try (Invitation invitation = card == null ? Invitation.parse(word) : null) {
            Home opened = Home.open(home);
            FirstContact first = new FirstContact(
                    new PinFile(opened),
                    new KeptDomains(opened, Integer.MAX_VALUE),
                    key(opened),
                    Clock.systemUTC(),
                    options.timeouts());
            VerifiedDomain domain = card == null
                    ? first.claim(
                            Objects.requireNonNull(invitation),
                            servers(options, invitation.contact().servers()),
                            Optional.empty(),
                            Optional.empty(),
                            shown -> {})
                    : first.take(card, servers(options, card.contact().servers()), shown -> {});
            return new Listed(
                    domain.body().id().value(),
                    domain.body().name(),
                    domain.body().purpose().text());
        }
    }

    private static FirstContact.Servers servers(KmsOptions options, List<Address> invited) {
        return new FirstContact.Servers(options.servers().isEmpty() ? invited : options.servers(), Set.of());
    }

    private static ConnectionKey key(Home home) {
        return ConnectionKey.of(home, Clock.systemUTC(), new SecureRandom());
    }

    /** Lists the Domains that this home took up and may use, as it saw them last. Needs no server. */
    public List<Listed> domains() {
        requireOpen();
        return session.memory().summary().domains().stream()
                .map(one -> new Listed(
                        one.seen().id().value(), one.name(), one.purpose().text()))
                .toList();
    }

    /**
     * Returns a Domain of purpose {@code encrypt} that this home took up. Needs no server.
     *
     * @param nameOrId its name, or its UUID
     * @throws UsageException if it fits none or several, with those that there are
     */
    public KmsDomain domain(String nameOrId) {
        requireOpen();
        List<PinSummary.Usable> all = session.memory().summary().domains().stream()
                .filter(one -> one.purpose() == Purpose.ENCRYPT)
                .toList();
        List<PinSummary.Usable> found = all.stream()
                .filter(one ->
                        one.name().equals(nameOrId) || one.seen().id().value().equals(nameOrId))
                .toList();
        if (found.size() != 1) {
            throw new UsageException(
                    (found.isEmpty() ? "This home took up no Domain " : "There is more than one Domain ")
                            + nameOrId + " to encrypt with; it has "
                            + all.stream()
                                    .map(one -> one.name() + " (" + one.seen().id() + ")")
                                    .collect(Collectors.joining(", ", "", all.isEmpty() ? "none." : ".")));
        }
        return new KmsDomain(this::session, found.get(0).seen().id(), random, cache);
    }

    private ClientSession session() {
        requireOpen();
        return session;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this client was closed");
        }
    }

    /**
     * Wipes the data keys that are kept and closes the connections; calls under way fail. No thread of this library's is left. Of RMI's
     * own daemon threads, that for a server ends some seconds after the collector has run; {@code RMI Scheduler} is one for the whole
     * JVM, and stays.
     */
    @Override
    public void close() {
        closed = true;
        if (cache != null) {
            cache.close();
        }
        session.close();
    }
}

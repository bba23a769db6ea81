package org.quorumkms.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;
import org.quorumkms.net.Address;
import org.quorumkms.net.CallFilters;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.Timeouts;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.party.Following;
import org.quorumkms.party.PinSummary;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustBody;

/**
 * Uses a home's Domains. Every use names the revision that this home saw, and no other is used (D3). Where the home is behind, it
 * verifies that the newest revision descends from the one it saw, keeps it, and asks again; where the server is behind, the
 * home hands its own over, once.
 *
 * <p>Security guarantees: a file that decrypts was encrypted, whole and unchanged, under the Domain that its header
 * names, with its context. Plaintext and files never leave this process; the server sees data keys, not data.
 *
 * <p>Restrictions: the context and the size of a file are not secret.
 */
public final class ClientSession implements AutoCloseable {

    private static final byte SMALL_DATA = 1;

    private final ClientMemory memory;
    private final ClientCalls calls;
    private final Following following;
    private final NamedUses uses;
    private final SecureRandom random;
    private final Releasing releasing;

    /**
     * Which servers to call.
     *
     * @param addresses where; empty: those that the home knows
     * @param serverKeys server keys to accept besides those that a Trust vouches for
     * @param timeouts how long to wait for them
     */
    public record Servers(List<Address> addresses, Set<Thumbprint> serverKeys, Timeouts timeouts) {

        /** Waits as the programs do. */
        public Servers(List<Address> addresses, Set<Thumbprint> serverKeys) {
            this(addresses, serverKeys, Timeouts.USUAL);
        }

        /** Copies the collections. */
        public Servers {
            addresses = List.copyOf(addresses);
            serverKeys = Set.copyOf(serverKeys);
        }
    }

    /**
     * A Domain, as a person asks what there is.
     *
     * @param seen the newest revision
     * @param name for people
     * @param purpose what its keys are for
     * @param known whether this home took it up; one that a server lists and that is not, it may not use
     */
    public record Listed(SeenDomain seen, String name, Purpose purpose, boolean known) {}

    /**
     * A message that was decrypted, or encrypted anew, whole and verified.
     *
     * @param domain the Domain that it belongs to
     * @param bytes how many bytes of plaintext there are
     */
    public record Decrypted(DomainId domain, long bytes) {}

    /**
     * Opens a home, with its key, which servers to call, the clock and randomness, and who is told what a person should know.
     *
     * @param notes takes whole sentences that are no result
     * @throws RefusedException if this process would take in whatever a server sends it: see {@link KmsClient#prepare}
     */
    public static ClientSession open(
            Home home, ConnectionKey key, Servers servers, Clock clock, SecureRandom random, Consumer<String> notes) {
        CallFilters.requireInForce();
        return new ClientSession(home, key, servers, clock, random, notes);
    }

    private ClientSession(
            Home home, ConnectionKey key, Servers servers, Clock clock, SecureRandom random, Consumer<String> notes) {
        this.memory = new ClientMemory(home, key::thumbprint, notes);
        this.calls = new ClientCalls(memory, key, servers, clock, random);
        this.following = new Following(memory, calls, calls.verifier());
        this.uses = new NamedUses(memory, calls, following);
        this.random = random;
        this.releasing = new Releasing(key, calls, random);
    }

    /** Closes the connections that are kept for the next call; no call is made any more. */
    @Override
    public void close() {
        calls.close();
    }

    /** Returns what this home remembers. */
    public ClientMemory memory() {
        return memory;
    }

    /** Returns what changes who may use a Domain. */
    public Sharing sharing() {
        return new Sharing(memory, calls, following, random);
    }

    /** Returns what asks for the data keys of several files at a time. */
    public ManyKeys manyKeys() {
        return new ManyKeys(uses);
    }

    /** Returns what takes another branch after a fork. */
    public Repinning repinning() {
        return new Repinning(memory, calls);
    }

    /**
     * Lists this home's Domains, each at its newest revision, which is verified and kept, and those that the servers list
     * beside them: a home takes up a Domain by an invitation or a card, never because a server lists it.
     */
    public List<Listed> domains() {
        List<DomainId> listed = calls.listed();
        memory.summary().domains().forEach(this::catchUp);
        if (!listed.isEmpty()) {
            calls.learn();
        }
        List<Listed> rows = new ArrayList<>();
        PinSummary known = memory.summary();
        known.domains().forEach(own -> rows.add(new Listed(own.seen(), own.name(), own.purpose(), true)));
        listed.stream().filter(id -> known.domain(id).isEmpty()).forEach(id -> rows.add(unknown(id)));
        return rows;
    }

    /** One that cannot be followed now does not hide the others; it stands where it was seen. */
    private void catchUp(PinSummary.Usable own) {
        try {
            following.call(own.seen().id(), seen -> following.catchUp(seen.id()));
        } catch (RefusedException | ElsewhereException | BehindException | ClosedException e) {
            memory.note("Domain " + own.name() + ": " + e.getMessage());
        }
    }

    /** Returns who listens at an address, if it is a server that this home accepts. */
    public Optional<Dialer.Peer> server(Address address) {
        return calls.peer(address);
    }

    /** Returns the Domains that the servers list and this home has not taken up. */
    public List<Listed> unknown() {
        PinSummary known = memory.summary();
        return calls.listed().stream()
                .filter(id -> known.domain(id).isEmpty())
                .map(this::unknown)
                .toList();
    }

    private Listed unknown(DomainId id) {
        VerifiedDomain domain = calls.verifier()
                .get()
                .verify(ExportedDomain.parse(calls.document(id)))
                .require();
        if (!domain.body().id().equals(id)) {
            throw new VerificationException("D3: the server answered with another Domain than was asked for.");
        }
        return new Listed(
                domain.domain().seen(), domain.body().name(), domain.body().purpose(), false);
    }

    /**
     * Encrypts a stream under a Domain, in the caller's thread.
     *
     * @return how many bytes were read
     */
    public long encrypt(DomainId domain, EncryptionContext context, InputStream plaintext, OutputStream message)
            throws IOException {
        return encrypt(domain, context, Source.of(plaintext), Sink.of(message), Workers.ONE);
    }

    /**
     * Encrypts a source under a Domain.
     *
     * @param workers how many threads work
     * @return how many bytes were read
     */
    public long encrypt(DomainId domain, EncryptionContext context, Source plaintext, Sink message, Workers workers)
            throws IOException {
        return encrypt(domain, context, dataKey(domain, context), plaintext, message, workers);
    }

    /**
     * Encrypts a source under a Domain with a data key that was made for it.
     *
     * @param made one of {@link ManyKeys#create} with this context, for this one message; it is taken
     * @param workers how many threads work
     * @return how many bytes were read
     */
    public long encrypt(
            DomainId domain,
            EncryptionContext context,
            SealedDataKey made,
            Source plaintext,
            Sink message,
            Workers workers)
            throws IOException {
        try (SecretBytes secret = made.key().take();
                DataKey dataKey = new DataKey(secret)) {
            return new MessageWriter(random)
                    .write(plaintext, message, sealing(domain, dataKey, made, context), workers);
        }
    }

    /** Decrypts a message whose header was read to a stream, in the caller's thread. */
    public Decrypted decrypt(MessageReader message, Map<String, String> expected, OutputStream plaintext)
            throws IOException {
        return decrypt(message, expected, Sink.of(plaintext), Workers.ONE);
    }

    /**
     * Decrypts a message whose header was read.
     *
     * @param expected names and values that the message's context must have
     * @param workers how many threads work
     * @return what was decrypted
     * @throws VerificationException if the message is another Domain's, its context is another, or anything in it was
     *     changed; bytes before the changed frame may have been written
     */
    public Decrypted decrypt(MessageReader message, Map<String, String> expected, Sink plaintext, Workers workers)
            throws IOException {
        return decrypt(uses.ownKey(message), message, expected, plaintext, workers);
    }

    /**
     * Decrypts a message whose header was read, of one Domain.
     *
     * @throws VerificationException as {@link #decrypt(MessageReader, Map, Sink, Workers)}, and if it is not this Domain's
     */
    public Decrypted decrypt(
            DomainId only, MessageReader message, Map<String, String> expected, Sink plaintext, Workers workers)
            throws IOException {
        EncryptedDataKey sealed = message.header().dataKeys().stream()
                .filter(dataKey -> dataKey.domain().filter(only::equals).isPresent())
                .findFirst()
                .orElseThrow(() -> new VerificationException("The file does not belong to Domain " + only + "."));
        return decrypt(sealed, message, expected, plaintext, workers);
    }

    private Decrypted decrypt(
            EncryptedDataKey sealed,
            MessageReader message,
            Map<String, String> expected,
            Sink plaintext,
            Workers workers)
            throws IOException {
        requireContext(message.header().context(), expected);
        DomainId domain = sealed.domain().orElseThrow();
        return decrypt(message, new ManyKeys.OpenedKey(domain, opened(domain, sealed, message)), plaintext, workers);
    }

    /**
     * Decrypts a message whose header was read, with its data key.
     *
     * @param key one that {@link ManyKeys#open} gave for this message; it is taken
     * @param workers how many threads work
     * @throws VerificationException if the key is another message's, or anything in it was changed; bytes before the changed
     *     frame may have been written
     */
    public Decrypted decrypt(MessageReader message, ManyKeys.OpenedKey key, Sink plaintext, Workers workers)
            throws IOException {
        try (SecretBytes secret = key.secret();
                DataKey dataKey = new DataKey(secret)) {
            return new Decrypted(key.domain(), message.decrypt(dataKey, plaintext, workers));
        }
    }

    /**
     * Encrypts a message anew, under the same Domain and with the same context: a new data key under the Domain's newest master
     * key, a new message id, and all frames. Whoever knew the old data key knows nothing of the new message.
     *
     * @param message whose header was read
     * @param anew where the new message goes; if anything fails, what is there is to be thrown away
     * @param workers how many threads work
     * @throws VerificationException if the message is another Domain's, or anything in it was changed
     * @throws RefusedException if its data key is sealed for others too: for these it cannot be made anew
     */
    public Decrypted reencrypt(MessageReader message, Sink anew, Workers workers) throws IOException {
        EncryptedDataKey sealed = uses.ownKey(message);
        DomainId domain = sealed.domain().orElseThrow();
        if (message.header().dataKeys().size() > 1) {
            throw new RefusedException("The file's data key is sealed for others than Domain " + domain
                    + " too, and they could not open a new one. Decrypt it, and encrypt it for each.");
        }
        EncryptionContext context = message.header().context();
        try (SecretBytes old = opened(domain, sealed, message);
                DataKey oldKey = new DataKey(old)) {
            SealedDataKey made = dataKey(domain, context);
            try (SecretBytes secret = made.key().take();
                    DataKey dataKey = new DataKey(secret)) {
                return new Decrypted(
                        domain,
                        new MessageWriter(random)
                                .writeAnew(message, oldKey, anew, sealing(domain, dataKey, made, context), workers));
            }
        }
    }

    /**
     * Has a file signed by a Domain of purpose {@code sign}.
     *
     * @return the signature with the Domain of exactly the revision that signed, as it is to be kept beside the file
     */
    public FileSignature sign(DomainId domain, Thumbprint sha256, long bytes) {
        uses.requireUsable(domain, Purpose.SIGN);
        if (current(domain).isEmpty()) {
            following.call(domain, seen -> following.catchUp(domain));
        }
        SignedFile made = uses.one(
                domain, Purpose.SIGN, (service, seen) -> service.signFile(seen, sha256, bytes), SignedFile::seen);
        ExportedDomain signer = current(domain)
                .filter(kept -> kept.domain().seen().equals(made.seen()))
                .orElseThrow(() -> new RefusedException(
                        "Domain " + domain + " was changed while it signed. Nothing was written; sign again."));
        FileSignature signature = new FileSignature(FileSignature.parseJws(made.jws()), signer);
        signature.verify(memory.pins().genesis(), sha256, bytes).require();
        return signature;
    }

    private Optional<ExportedDomain> current(DomainId id) {
        return memory.pins().domain(id).flatMap(memory::keptOf);
    }

    /** Seals up to 64 KiB in an HSM. */
    public Bytes encrypt(DomainId domain, EncryptionContext context, SecretBytes data) {
        return uses.one(
                        domain,
                        Purpose.ENCRYPT,
                        (service, seen) -> {
                            try (Data sent = Data.of(data)) {
                                return service.encrypt(seen, sent, context.encoded());
                            }
                        },
                        Sealed::seen)
                .ciphertext();
    }

    /**
     * Opens what was sealed in an HSM. The caller wipes it.
     *
     * @throws NotReleasedException if a quorum opens it, and no release has its approvals
     */
    public SecretBytes decrypt(DomainId domain, EncryptionContext context, Bytes ciphertext) {
        return opened(domain, ciphertext, context).data().take();
    }

    /** Returns the thumbprint of this home's key: what it is as a controller. */
    public Thumbprint self() {
        return memory.self();
    }

    /**
     * Makes a fresh data key under a Domain's newest master key. The caller wipes it.
     *
     * @return the key, 32 bytes, and the same as {@link #openDataKey} takes it
     */
    public SealedDataKey dataKey(DomainId domain, EncryptionContext context) {
        return uses.one(
                domain,
                Purpose.ENCRYPT,
                (service, seen) -> service.createDataKey(seen, context.encoded()),
                SealedDataKey::seen);
    }

    private SecretBytes opened(DomainId domain, EncryptedDataKey sealed, MessageReader message) {
        return openDataKey(domain, message.header().context(), sealed.ciphertext());
    }

    /**
     * Opens what is sealed in an HSM, a data key or small data; what a quorum opens, by a release of it.
     *
     * @throws NotReleasedException if a quorum opens it, and no release has its approvals
     */
    private Opened opened(DomainId domain, Bytes sealed, EncryptionContext context) {
        return uses.one(
                domain,
                Purpose.ENCRYPT,
                (service, seen) -> isOpenedByQuorum(domain)
                        ? releasing.open(service, seen, sealed, context.encoded())
                        : isSmallData(sealed)
                                ? service.decrypt(seen, sealed, context.encoded())
                                : service.openDataKey(seen, sealed, context.encoded()),
                Opened::seen);
    }

    /** Its first byte is its kind (protocol.md section 5); its tag covers that. */
    static boolean isSmallData(Bytes sealed) {
        return sealed.length() > 0 && sealed.toArray()[0] == SMALL_DATA;
    }

    /**
     * Opens a sealed data key. The caller wipes it.
     *
     * @throws VerificationException if it does not verify, or does not have 32 bytes: then it is small data, and no data key
     * @throws NotReleasedException if a quorum opens it, and no release has its approvals
     */
    public SecretBytes openDataKey(DomainId domain, EncryptionContext context, Bytes sealed) {
        SecretBytes key = opened(domain, sealed, context).data().take();
        if (key.length() != DataKey.LENGTH) {
            key.close();
            throw new VerificationException("What the message has from Domain " + domain + " is not a data key.");
        }
        return key;
    }

    /** D9: there nothing is sealed with an empty context either. */
    boolean isOpenedByQuorum(DomainId domain) {
        return uses.isOpenedByQuorum(domain);
    }

    /**
     * Asks the operators of a message's Domain to release it to this home's key (O4). When a quorum has approved, {@link #decrypt}
     * works until the release expires.
     *
     * @param message whose header was read
     * @param file its name and size, for the operators
     * @param note what it is for
     * @param validity for how long it may be opened; at most 7 days
     * @throws RefusedException if the Domain is opened by its controllers, or this home may not decrypt
     */
    public Requested request(MessageReader message, Decision.Open.FileWords file, String note, Duration validity) {
        EncryptedDataKey sealed = uses.ownKey(message);
        DomainId domain = sealed.domain().orElseThrow();
        return request(domain, sealed.ciphertext(), message.header().context(), Optional.of(file), note, validity);
    }

    /**
     * Asks the operators of a Domain to release one sealed thing to this home's key (O4).
     *
     * @param sealed a data key, or small data
     * @param file what the operators are told of it, if it is a file's
     * @param note what it is for
     * @param validity for how long it may be opened; at most 7 days
     * @throws RefusedException if the Domain is opened by its controllers, or this home may not decrypt
     */
    public Requested request(
            DomainId domain,
            Bytes sealed,
            EncryptionContext context,
            Optional<Decision.Open.FileWords> file,
            String note,
            Duration validity) {
        uses.requireUsable(domain, Purpose.ENCRYPT);
        if (context.entries().isEmpty()) {
            throw new RefusedException(
                    "O4: it was encrypted without a context, and an order says what it opens by that."
                            + " Ask the operators to let controllers decrypt again: order policy --decrypt controllers.");
        }
        following.call(domain, seen -> following.catchUp(domain));
        ExportedDomain now = current(domain)
                .orElseThrow(() ->
                        new RefusedException("Domain " + domain + " was changed while it was asked for. Ask again."));
        Order order = releasing.request(now, sealed, context, file, note, validity);
        return new Requested(order, now.line().last().body());
    }

    /** Returns a request as it is now, with the approvals that came; empty: it has ended. */
    public Optional<Order> pending(Order requested, Thumbprint sealed) {
        return calls.call(service -> service.releases(requested.body().domain(), sealed)).stream()
                .map(Order::parse)
                .filter(order -> order.thumbprint().equals(requested.thumbprint()))
                .findFirst();
    }

    /**
     * What the operators were asked for.
     *
     * @param order the order, which nobody has approved yet
     * @param trust the Trust whose quorum approves it
     */
    public record Requested(Order order, TrustBody trust) {}

    private static MessageWriter.Sealing sealing(
            DomainId domain, DataKey dataKey, SealedDataKey made, EncryptionContext context) {
        EncryptedDataKey sealed =
                new EncryptedDataKey(EncryptedDataKey.PROVIDER, Bytes.utf8(domain.value()), made.sealed());
        return new MessageWriter.Sealing(dataKey, List.of(sealed), context);
    }

    /** Says that a Domain names this home's key, and that this home has not taken it up. */
    public static RefusedException askForCard(String domain) {
        return new RefusedException(
                "Domain " + domain + " names this home's key, and this home has not taken it up:"
                        + " that a server lists it says too little. Ask whoever shared it for its card: kms-client claim CARD.");
    }

    private static void requireContext(EncryptionContext context, Map<String, String> expected) {
        expected.forEach((name, value) -> {
            if (!value.equals(context.entries().get(name))) {
                throw new VerificationException("The file's context does not have " + name + "=" + value + ".");
            }
        });
    }
}

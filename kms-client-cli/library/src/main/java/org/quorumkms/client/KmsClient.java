package org.quorumkms.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.DomainVerifier;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.FileSignature;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.MessageResealer;
import org.quorumkms.message.MessageWriter;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.party.PinFile;
import org.quorumkms.party.PinSummary;
import org.quorumkms.party.PinnedDomain;
import org.quorumkms.party.Pins;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * Uses a home's Domains. What a server says of a Domain is verified here, to the genesis that the home pinned, and the
 * home goes forward only (D3, T7).
 *
 * <p>Security guarantees: a file that decrypts was encrypted, whole and unchanged, under the Domain that its header
 * names, with its context. Plaintext and files never leave this process; the server sees data keys, not data.
 *
 * <p>Restrictions: the context and the size of a file are not secret.
 */
public final class KmsClient {

    private final PinFile pins;
    private final Clock clock;
    private final SecureRandom random;
    private final ConnectionKey key;
    private final Servers servers;
    private final AtomicReference<@Nullable ServicePool<ClientService>> pool = new AtomicReference<>();

    /**
     * Which servers to call.
     *
     * @param addresses where; empty: those of the home's invitations
     * @param serverKeys server keys to accept besides those that a Trust vouches for
     */
    public record Servers(List<Address> addresses, Set<Thumbprint> serverKeys) {

        /** Copies the collections. */
        public Servers {
            addresses = List.copyOf(addresses);
            serverKeys = Set.copyOf(serverKeys);
        }
    }

    /**
     * A message that was decrypted, whole and verified.
     *
     * @param domain the Domain that it belongs to
     * @param bytes how many bytes of plaintext were written
     */
    public record Decrypted(DomainId domain, long bytes) {}

    /** Takes the home's pins and key, which servers to call, the clock and randomness. */
    public KmsClient(PinFile pins, ConnectionKey key, Servers servers, Clock clock, SecureRandom random) {
        this.pins = pins;
        this.key = key;
        this.servers = servers;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Asks the server for the newest revision of the Domains that this home's key controls, verifies and pins each, and
     * returns all that the home knows. A Domain that the home did not claim is taken only under a line that it pinned:
     * which lines count is decided by invitations, never by a server.
     */
    public List<PinnedDomain> domains() {
        ServicePool<ClientService> servers = connect();
        List<DomainId> ids = servers.call(ClientService::domains);
        for (DomainId id : ids) {
            VerifiedDomain domain = fetch(servers, id);
            Pins known = pins.require();
            if (known.domain(id).isPresent()
                    || known.trusts().lineOf(domain.trust()).isPresent()) {
                pins.update(before -> before.with(domain));
            }
        }
        if (!ids.isEmpty()) {
            learn(servers);
        }
        return pins.require().domains();
    }

    /** Learns where the system's servers are now, for when this one is down. */
    private void learn(ServicePool<ClientService> service) {
        List<Address> now = Address.known(service.call(ClientService::servers));
        pins.update(before -> before.withServersNow(now));
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
        SeenDomain seen = seen(domain);
        ServicePool<ClientService> service = connect();
        SealedDataKey made = service.call(server -> server.createDataKey(seen, context.encoded()));
        follow(service, seen, made.seen());
        try (SecretBytes secret = made.key().take();
                DataKey dataKey = new DataKey(secret)) {
            EncryptedDataKey sealed =
                    new EncryptedDataKey(EncryptedDataKey.PROVIDER, Bytes.utf8(domain.value()), made.sealed());
            return new MessageWriter(random)
                    .write(plaintext, message, new MessageWriter.Sealing(dataKey, List.of(sealed), context), workers);
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
        requireContext(message.header().context(), expected);
        EncryptedDataKey sealed = ownKey(message);
        DomainId domain = domainOf(sealed).orElseThrow();
        SeenDomain seen = seen(domain);
        ServicePool<ClientService> service = connect();
        Opened opened = service.call(server -> server.openDataKey(
                seen, sealed.ciphertext(), message.header().context().encoded()));
        follow(service, seen, opened.seen());
        try (SecretBytes secret = opened.data().take();
                DataKey dataKey = new DataKey(secret)) {
            return new Decrypted(domain, message.decrypt(dataKey, plaintext, workers));
        }
    }

    /**
     * Seals a message's data key under the Domain's newest master key.
     *
     * @return the header that takes the place of the old one, which has the same length; empty if the data key is under
     *     the newest master key already
     * @throws VerificationException if the header is another Domain's, or was changed
     */
    public Optional<Bytes> reseal(MessageReader message) {
        EncryptedDataKey sealed = ownKey(message);
        SeenDomain seen = seen(domainOf(sealed).orElseThrow());
        ServicePool<ClientService> service = connect();
        SealedDataKey made = service.call(server -> server.resealDataKey(
                seen, sealed.ciphertext(), message.header().context().encoded()));
        follow(service, seen, made.seen());
        try (SecretBytes secret = made.key().take();
                DataKey dataKey = new DataKey(secret)) {
            Bytes header = MessageResealer.header(message, sealed, dataKey, made.sealed());
            return sameMasterKey(sealed.ciphertext(), made.sealed()) ? Optional.empty() : Optional.of(header);
        }
    }

    /** Kind, Domain and number of the master key are the first 21 bytes of what is sealed (protocol.md section 5). */
    private static boolean sameMasterKey(Bytes one, Bytes other) {
        return Arrays.equals(Arrays.copyOf(one.toArray(), 21), Arrays.copyOf(other.toArray(), 21));
    }

    /**
     * Has a file signed by a Domain of purpose {@code sign}.
     *
     * @return the signature with the Domain, as it is to be kept beside the file
     */
    public FileSignature sign(DomainId domain, Thumbprint sha256, long bytes) {
        SeenDomain seen = seen(domain, Purpose.SIGN);
        ServicePool<ClientService> service = connect();
        SignedFile made = service.call(server -> server.signFile(seen, sha256, bytes));
        VerifiedDomain used = fetch(service, domain);
        used.requireSince(made.seen());
        pins.update(before -> before.with(used));
        FileSignature signature = new FileSignature(
                FileSignature.parseJws(made.jws()),
                new ExportedDomain(used.domain(), used.trust().chain()));
        signature.verify(pins.require().genesis(), sha256, bytes).require();
        return signature;
    }

    /**
     * Adds a controller to a Domain, or takes one away: this home too, if another stays.
     *
     * @return the Domain as it is now
     */
    public ExportedDomain changeControllers(DomainId domain, Thumbprint controller, boolean add) {
        SeenDomain seen = pins.summary()
                .domain(domain)
                .map(PinnedDomain::seen)
                .orElseThrow(() -> new VerificationException("Domain " + domain + " is not one of this home's."));
        RequestId request = RequestId.random(random);
        String exported = connect()
                .call(server -> server.changeControllers(request, new ChangeControllers(seen, controller, add)));
        VerifiedDomain changed = new DomainVerifier(pins.require().genesis())
                .verify(ExportedDomain.parse(exported))
                .require();
        changed.requireSince(seen);
        if (changed.isControlledBy(controller) != add) {
            throw new VerificationException("D4: the server answered with a Domain whose controllers are others.");
        }
        boolean left = !add && controller.equals(key.thumbprint());
        pins.update(before -> left ? before.without(domain) : before.with(changed));
        return new ExportedDomain(changed.domain(), changed.trust().chain());
    }

    /** Returns the thumbprint of this home's key: what it is as a controller. */
    public Thumbprint self() {
        return key.thumbprint();
    }

    /** Seals up to 64 KiB in an HSM. */
    public Bytes encrypt(DomainId domain, EncryptionContext context, SecretBytes data) {
        SeenDomain seen = seen(domain);
        ServicePool<ClientService> service = connect();
        Sealed sealed = service.call(server -> server.encrypt(seen, Data.of(data), context.encoded()));
        follow(service, seen, sealed.seen());
        return sealed.ciphertext();
    }

    /** Opens what was sealed in an HSM. The caller wipes it. */
    public SecretBytes decrypt(DomainId domain, EncryptionContext context, Bytes ciphertext) {
        SeenDomain seen = seen(domain);
        ServicePool<ClientService> service = connect();
        Opened opened = service.call(server -> server.decrypt(seen, ciphertext, context.encoded()));
        follow(service, seen, opened.seen());
        return opened.data().take();
    }

    /** Returns the Domain that a message's header names, not verified. */
    public static Optional<DomainId> domainOf(EncryptedDataKey sealed) {
        String info = new String(sealed.info().toArray(), StandardCharsets.UTF_8);
        return sealed.provider().equals(EncryptedDataKey.PROVIDER) && DomainId.isOne(info)
                ? Optional.of(new DomainId(info))
                : Optional.empty();
    }

    private EncryptedDataKey ownKey(MessageReader message) {
        List<EncryptedDataKey> ours = message.header().dataKeys().stream()
                .filter(dataKey -> domainOf(dataKey).isPresent())
                .toList();
        if (ours.isEmpty()) {
            throw new VerificationException("The file was not encrypted with Quorum KMS: no data key in it is ours.");
        }
        PinSummary known = pins.summary();
        return ours.stream()
                .filter(dataKey -> domainOf(dataKey).flatMap(known::domain).isPresent())
                .findFirst()
                .orElseThrow(() -> new VerificationException("The file belongs to Domain "
                        + domainOf(ours.get(0)).orElseThrow() + ", which this home has not claimed."));
    }

    private static void requireContext(EncryptionContext context, Map<String, String> expected) {
        expected.forEach((name, value) -> {
            if (!value.equals(context.entries().get(name))) {
                throw new VerificationException("The file's context does not have " + name + "=" + value + ".");
            }
        });
    }

    private SeenDomain seen(DomainId domain) {
        return seen(domain, Purpose.ENCRYPT);
    }

    private SeenDomain seen(DomainId domain, Purpose purpose) {
        return pins.summary()
                .domain(domain)
                .filter(pinned -> pinned.purpose() == purpose)
                .map(PinnedDomain::seen)
                .orElseThrow(() -> new VerificationException(
                        "Domain " + domain + " is not one that this home may " + purpose.text() + " with."));
    }

    /** Whoever hears of a newer revision or Trust verifies it before going on (protocol.md section 6). */
    private void follow(ServicePool<ClientService> service, SeenDomain seen, SeenDomain used) {
        if (service.hasMoved()) {
            learn(service);
        }
        if (!used.equals(seen)) {
            VerifiedDomain domain = fetch(service, seen.id());
            domain.requireSince(used);
            pins.update(before -> before.with(domain));
        }
    }

    private VerifiedDomain fetch(ServicePool<ClientService> service, DomainId id) {
        VerifiedDomain domain = new DomainVerifier(pins.require().genesis())
                .verify(ExportedDomain.parse(service.call(server -> server.domain(id))))
                .require();
        if (!domain.body().id().equals(id) || !domain.isControlledBy(key.thumbprint())) {
            throw new VerificationException(
                    "D3: asked for Domain " + id + ", the server answered with one that is not this home's.");
        }
        return domain;
    }

    private ServicePool<ClientService> connect() {
        ServicePool<ClientService> known = pool.get();
        return known == null ? connected() : known;
    }

    private ServicePool<ClientService> connected() {
        List<Address> addresses = servers.addresses().isEmpty() ? pins.summary().servers() : servers.addresses();
        Dialer dialer =
                new Dialer(key, () -> new AcceptedServers(pins.summary().vouching(), servers.serverKeys()), clock);
        ServicePool<ClientService> made = new ServicePool<>(dialer, addresses, ClientService.class, ClientService.NAME);
        pool.set(made);
        return made;
    }
}

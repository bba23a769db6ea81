package org.quorumkms.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.OutputFile;
import org.quorumkms.message.DataKey;
import org.quorumkms.message.MessageLayout;
import org.quorumkms.message.MessageReader;
import org.quorumkms.message.Sink;
import org.quorumkms.message.Source;
import org.quorumkms.message.Workers;
import org.quorumkms.order.Decision;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Note;

/**
 * A Domain as a program uses it: {@link KmsClient#domain}. Safe for use by many threads.
 *
 * <p>Every method takes a context: names and values that are bound to what is sealed and stand in it, or beside it, in the clear. It
 * opens with exactly the same context. Names and values have 1 to 32,766 bytes of UTF-8 each, 65,535 bytes all together; names do
 * not begin with {@code aws-crypto-}. It may be empty, unless a quorum decides what is opened.
 *
 * <p>What each may throw, besides what it names: {@link org.quorumkms.errors.UnreachableException} (no server can be reached),
 * {@link org.quorumkms.errors.TryAgainException} (they are busy), {@link RefusedException} (this home's key lacks the right, or the
 * Domain is disabled), {@link VerificationException} (something was changed, or a server is not what it seems),
 * {@link IllegalStateException} (the client was closed).
 */
public final class KmsDomain {

    /** The most bytes that {@link #encrypt(byte[], Map)} takes. */
    public static final int MOST_BYTES = Data.MAX_LENGTH;

    private final Supplier<ClientSession> session;
    private final DomainId id;
    private final SecureRandom random;
    private final @Nullable DataKeyCache cache;

    KmsDomain(Supplier<ClientSession> session, DomainId id, SecureRandom random, @Nullable DataKeyCache cache) {
        this.session = session;
        this.id = id;
        this.random = random;
        this.cache = cache;
    }

    /** Returns the UUID. */
    public String id() {
        return id.value();
    }

    /**
     * Encrypts small data: in an HSM, or, if {@link KmsOptions#caching} was asked for, here under a data key that is kept.
     *
     * <pre>{@code
     * byte[] sealed = kms.domain("payroll").encrypt(data, Map.of("row", "17"));
     * }</pre>
     *
     * @param data at most 65,536 bytes
     * @return 61 bytes more than the data; with a kept data key, 136 bytes more
     * @throws UsageException if the data is too long: use streams or files then
     */
    public byte[] encrypt(byte[] data, Map<String, String> context) {
        if (data.length > MOST_BYTES) {
            throw new UsageException("Small data has at most " + MOST_BYTES + " bytes, and this has " + data.length
                    + ". Encrypt it as a stream or a file.");
        }
        if (cache == null || session.get().isOpenedByQuorum(id)) {
            return sealedInHsm(data, context);
        }
        Map<String, String> names = Map.copyOf(context);
        try (CachedDataKey.Use key = cache.forSealing(id, names, data.length, () -> sealing(cache, names))) {
            return SealedRecord.seal(key, data, random);
        }
    }

    private byte[] sealedInHsm(byte[] data, Map<String, String> context) {
        try (SecretBytes copy = SecretBytes.owning(data.clone())) {
            return session.get()
                    .encrypt(id, new EncryptionContext(context), copy)
                    .toArray();
        }
    }

    private CachedDataKey sealing(DataKeyCache keys, Map<String, String> context) {
        EncryptionContext bound = new EncryptionContext(context);
        SealedDataKey made = session.get().dataKey(id, bound);
        return cached(made.key().take(), made.sealed(), bound, keys.expires());
    }

    private static CachedDataKey cached(SecretBytes key, Bytes sealed, EncryptionContext context, long expires) {
        byte[] prefix = SealedRecord.prefix(sealed);
        return new CachedDataKey(key, prefix, SealedRecord.associatedData(prefix, context.encoded()), expires);
    }

    /**
     * Decrypts what {@link #encrypt(byte[], Map)} made, with a kept data key or without.
     *
     * @throws VerificationException if it was changed, or belongs to another context or Domain; it does not say which
     * @throws org.quorumkms.errors.NotReleasedException if a quorum decides what is opened, and has not released this: see
     *     {@link #requestRelease(byte[], Map, String, Duration)}
     */
    public byte[] decrypt(byte[] sealed, Map<String, String> context) {
        if (sealed.length > 0 && sealed[0] == SealedRecord.KIND) {
            return decryptRecord(SealedRecord.parse(sealed), context);
        }
        Bytes small = Bytes.of(sealed);
        if (!ClientSession.isSmallData(small)) {
            throw SealedRecord.failed();
        }
        try (SecretBytes opened = session.get().decrypt(id, new EncryptionContext(context), small)) {
            return opened.exposed().clone();
        }
    }

    private byte[] decryptRecord(SealedRecord sealed, Map<String, String> context) {
        if (cache == null || session.get().isOpenedByQuorum(id)) {
            CachedDataKey once = opening(sealed.sealedKey(), context, 0);
            try (CachedDataKey.Use key = once.first(0)) {
                once.retire();
                return sealed.open(key);
            }
        }
        Map<String, String> names = Map.copyOf(context);
        try (CachedDataKey.Use key = cache.forOpening(
                id, sealed.sealedKey(), names, () -> opening(sealed.sealedKey(), names, cache.expires()))) {
            return sealed.open(key);
        }
    }

    private CachedDataKey opening(Bytes sealedKey, Map<String, String> context, long expires) {
        EncryptionContext bound = new EncryptionContext(context);
        return cached(session.get().openDataKey(id, bound, sealedKey), sealedKey, bound, expires);
    }

    /**
     * Encrypts a stream of any length as a file of {@code kms-client} (an AWS Encryption SDK message), in this thread.
     *
     * @param from is read to its end and not closed
     * @param to is flushed and not closed; if this fails, what is there is to be thrown away
     * @return how many bytes were read
     */
    public long encrypt(InputStream from, OutputStream to, Map<String, String> context) throws IOException {
        return session.get().encrypt(id, new EncryptionContext(context), from, to);
    }

    /**
     * Decrypts such a file from a stream, in this thread. Verified frames of 64 KiB are written as they come: where this throws,
     * they are there, and the rest is not; whoever must have all or nothing uses {@link #decryptFile}.
     *
     * @param expected names and values that the file's context must have; it may have more
     * @return how many bytes were written
     * @throws VerificationException if it is another Domain's, its context is another, or it was changed or cut
     */
    public long decrypt(InputStream from, OutputStream to, Map<String, String> expected) throws IOException {
        return session.get()
                .decrypt(id, MessageReader.open(from), expected, Sink.of(to), Workers.ONE)
                .bytes();
    }

    /**
     * Encrypts a file, with as many threads as there are processors. The result appears when it is whole and on disk, its owner's
     * only.
     *
     * @param from a regular file, which nobody writes to meanwhile
     * @param to is not there yet
     * @return how many bytes were read
     * @throws RefusedException if there is a file of that name
     */
    public long encryptFile(Path from, Path to, Map<String, String> context) throws IOException {
        EncryptionContext bound = new EncryptionContext(context);
        return placed(
                from, to, (source, sink) -> session.get().encrypt(id, bound, source, sink, Workers.ofProcessors()));
    }

    /**
     * Decrypts a file. The result appears when it is whole, verified and on disk, its owner's only.
     *
     * @param to is not there yet
     * @param expected names and values that the file's context must have; it may have more
     * @return how many bytes were written
     * @throws RefusedException if there is a file of that name
     * @throws VerificationException if it is another Domain's, its context is another, or it was changed or cut
     */
    public long decryptFile(Path from, Path to, Map<String, String> expected) throws IOException {
        return placed(
                from,
                to,
                (source, sink) -> session.get()
                        .decrypt(id, MessageReader.open(source), expected, sink, Workers.ofProcessors())
                        .bytes());
    }

    private interface Work {
        long run(Source source, Sink sink) throws IOException;
    }

    private static long placed(Path from, Path to, Work work) throws IOException {
        OutputFile output = OutputFile.of(to, false, left -> {}).requireFree();
        try (FileChannel file = FileChannel.open(from)) {
            Source source = Source.of(file);
            return output.writePlaced(channel -> work.run(source, Sink.of(channel)));
        }
    }

    /**
     * Makes a fresh data key, for a program that encrypts by itself. It is good for one file, or for records, never both.
     *
     * <pre>{@code
     * try (NewDataKey dataKey = kms.domain("payroll").createDataKey(Map.of("table", "salaries"))) {
     *     // encrypt with dataKey.key().exposed(), and keep dataKey.sealed() beside it
     * }
     * }</pre>
     */
    public NewDataKey createDataKey(Map<String, String> context) {
        SealedDataKey made = session.get().dataKey(id, new EncryptionContext(context));
        return new NewDataKey(made.key().take(), made.sealed());
    }

    /**
     * Seals a data key that was made elsewhere, in an HSM, whatever this client caches: for a message that several can open.
     *
     * @param key 32 bytes, which are not wiped
     * @return the same, 93 bytes, as {@link #openDataKey} takes it
     * @throws UsageException if the key has another length
     */
    public byte[] sealDataKey(byte[] key, Map<String, String> context) {
        if (key.length != DataKey.LENGTH) {
            throw new UsageException("A data key has " + DataKey.LENGTH + " bytes, and this has " + key.length + ".");
        }
        return sealedInHsm(key, context);
    }

    /**
     * Opens a sealed data key. The caller closes it, which wipes it.
     *
     * @throws VerificationException if it was changed, or belongs to another context or Domain; it does not say which
     * @throws org.quorumkms.errors.NotReleasedException if a quorum decides what is opened, and has not released this
     */
    public SecretBytes openDataKey(byte[] sealed, Map<String, String> context) {
        return session.get().openDataKey(id, new EncryptionContext(context), Bytes.of(sealed));
    }

    /**
     * Asks the operators to release small data, a record or a data key to this home's key, where a quorum decides what is opened.
     *
     * <pre>{@code
     * Release asked = domain.requestRelease(sealed, context, "auditor's visit", Duration.ofDays(1));
     * if (asked.await(Duration.ofHours(2))) {
     *     byte[] data = domain.decrypt(sealed, context);
     * }
     * }</pre>
     *
     * @param note what it is for, 1 to 280 characters: operators read it
     * @param validity for how long it may be opened, 1 second to 7 days
     * @throws RefusedException if the Domain is opened by its controllers, or this home's key may not decrypt
     */
    public Release requestRelease(byte[] sealed, Map<String, String> context, String note, Duration validity) {
        Bytes key = sealed.length > 0 && sealed[0] == SealedRecord.KIND
                ? SealedRecord.parse(sealed).sealedKey()
                : Bytes.of(sealed);
        EncryptionContext bound = new EncryptionContext(context);
        return new Release(
                session.get(),
                session.get().request(id, key, bound, Optional.empty(), note, validity),
                key.thumbprint());
    }

    /**
     * Asks the operators to release a file to this home's key. They are told its name and size.
     *
     * @param note what it is for, 1 to 280 characters
     * @param validity for how long it may be opened, 1 second to 7 days
     * @throws RefusedException if the Domain is opened by its controllers, or this home's key may not decrypt
     * @throws VerificationException if the file is another Domain's
     */
    public Release requestRelease(Path file, String note, Duration validity) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageReader message = MessageReader.open(in);
            Bytes sealed = message.header().dataKeys().stream()
                    .filter(dataKey -> dataKey.domain().filter(id::equals).isPresent())
                    .findFirst()
                    .orElseThrow(() -> new VerificationException("The file does not belong to Domain " + id + "."))
                    .ciphertext();
            Decision.Open.FileWords words = words(file, message);
            return new Release(
                    session.get(),
                    session.get().request(id, sealed, message.header().context(), Optional.of(words), note, validity),
                    sealed.thumbprint());
        }
    }

    /** The file's name in the form of a note, and the length of what was encrypted. */
    private static Decision.Open.FileWords words(Path file, MessageReader message) throws IOException {
        return new Decision.Open.FileWords(
                Note.of(String.valueOf(file.getFileName())),
                MessageLayout.plaintextLength(
                        Files.size(file),
                        message.headerLength(),
                        message.header().frameLength()));
    }

    /** Returns the context of a file of {@code kms-client}, which is not verified before it is decrypted. */
    public static Map<String, String> context(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new HashMap<>(MessageReader.open(in).header().context().entries());
        }
    }

    @Override
    public String toString() {
        return "Domain " + id;
    }
}

package org.quorumkms.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClients;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.KmsClient;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.DefaultHome;
import org.quorumkms.home.FileName;

/**
 * Seals Tink's keysets and envelope keys with Domains. A URI is {@code quorum-kms://} and the UUID or the name of a Domain, as it
 * stands: nothing in it is percent-encoded.
 *
 * <pre>{@code
 * try (KmsClient kms = KmsClient.open(Path.of("/var/lib/payroll/kms"))) {
 *     Aead domain = QuorumKmsClient.of(kms).getAead("quorum-kms://payroll");
 *     String kept = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset, domain, associatedData);
 * }
 * }</pre>
 *
 * <p>The {@link Aead} takes at most 65,536 bytes, each call a call to an HSM: longer data goes through Tink's
 * {@code KmsEnvelopeAead}. Associated data may be of any length, and is bound by its SHA-256 where it is over 16 KiB. Failures are
 * {@link GeneralSecurityException} with the text of Quorum KMS. Safe for use by many threads.
 *
 * <p>Security guarantees: what decrypts was encrypted, whole and unchanged, under this Domain with this associated data.
 * Restriction: associated data is no secret: the servers see it.
 */
public final class QuorumKmsClient implements com.google.crypto.tink.KmsClient, AutoCloseable {

    /** What a URI of Quorum KMS begins with. */
    public static final String PREFIX = "quorum-kms://";

    private final @Nullable KmsClient client;
    private final boolean own;

    private QuorumKmsClient(@Nullable KmsClient client, boolean own) {
        this.client = client;
        this.own = own;
    }

    /** Makes one without a home, as Tink's other clients are made: {@link #withCredentials} returns one with a home. */
    public QuorumKmsClient() {
        this(null, false);
    }

    /** Uses an open client, which stays the caller's. */
    public static QuorumKmsClient of(KmsClient client) {
        return new QuorumKmsClient(client, false);
    }

    /**
     * Uses an open client for the URIs of its Domains in Tink's registry, which holds it as long as the process lives. Once it is
     * closed it supports no URI.
     */
    public static void register(KmsClient client) {
        KmsClients.add(of(client));
    }

    /**
     * Opens a home for the URIs of its Domains in Tink's registry, as long as the process lives.
     *
     * @throws GeneralSecurityException if there is no home
     */
    public static void register(Path home) throws GeneralSecurityException {
        KmsClients.add(opened(home));
    }

    /**
     * Returns whether a URI names a Domain that the home took up; not, if that is closed or cannot be read. Without a home: whether it
     * begins as ours do.
     */
    @Override
    public boolean doesSupport(String keyUri) {
        return hasPrefix(keyUri) && (client == null || has(client, nameOrId(keyUri)));
    }

    private static boolean has(KmsClient client, String nameOrId) {
        try {
            return client.domains().stream()
                    .anyMatch(one -> one.id().equals(nameOrId) || one.name().equals(nameOrId));
        } catch (IllegalStateException | KmsException closedOrUnreadable) {
            // The registry asks every client about every URI: one whose home went away answers no, and keeps none from
            // another.
            return false;
        }
    }

    private static boolean hasPrefix(String keyUri) {
        return keyUri.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }

    private static String nameOrId(String keyUri) {
        return keyUri.substring(PREFIX.length());
    }

    /**
     * Returns one that uses a home, which it opens; this one stays as it is.
     *
     * @param credentialPath the home's folder
     * @throws GeneralSecurityException if there is no home
     */
    @Override
    public QuorumKmsClient withCredentials(String credentialPath) throws GeneralSecurityException {
        try {
            return opened(FileName.path(credentialPath));
        } catch (KmsException e) {
            throw failure(e);
        }
    }

    /**
     * Returns one that uses the home that {@code kms-client} would use: {@code KMS_HOME}, or {@code quorum-kms/client} in
     * {@code XDG_CONFIG_HOME} or {@code ~/.config}.
     *
     * @throws GeneralSecurityException if there is no home
     */
    @Override
    public QuorumKmsClient withDefaultCredentials() throws GeneralSecurityException {
        try {
            return opened(DefaultHome.of(System.getenv(), "client")
                    .orElseThrow(() -> new UsageException(
                            "There is no folder for the home: HOME is not set. Name one, or set KMS_HOME.")));
        } catch (KmsException e) {
            throw failure(e);
        }
    }

    private static QuorumKmsClient opened(Path home) throws GeneralSecurityException {
        try {
            return new QuorumKmsClient(KmsClient.open(home), true);
        } catch (KmsException e) {
            throw failure(e);
        }
    }

    /**
     * Returns a Domain as an {@link Aead}. Needs no server.
     *
     * @throws GeneralSecurityException if the URI is not ours, this has no home, or the home has not exactly one such Domain
     */
    @Override
    public Aead getAead(String keyUri) throws GeneralSecurityException {
        if (!hasPrefix(keyUri)) {
            throw new GeneralSecurityException(
                    "A URI of Quorum KMS begins with " + PREFIX + ", and this is " + keyUri + ".");
        }
        if (client == null) {
            throw new GeneralSecurityException(
                    "There is no home yet. Use withCredentials or withDefaultCredentials, and what that returns.");
        }
        try {
            return new DomainAead(client.domain(nameOrId(keyUri)));
        } catch (KmsException e) {
            throw failure(e);
        }
    }

    private static GeneralSecurityException failure(KmsException e) {
        return new GeneralSecurityException(e.getMessage(), e);
    }

    /** Closes the home, if this opened it. */
    @Override
    public void close() {
        if (own && client != null) {
            client.close();
        }
    }
}

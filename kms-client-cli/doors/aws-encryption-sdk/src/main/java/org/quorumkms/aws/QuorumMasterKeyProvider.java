package org.quorumkms.aws;

import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.DataKey;
import com.amazonaws.encryptionsdk.EncryptedDataKey;
import com.amazonaws.encryptionsdk.MasterKeyProvider;
import com.amazonaws.encryptionsdk.MasterKeyRequest;
import com.amazonaws.encryptionsdk.exception.AwsCryptoException;
import com.amazonaws.encryptionsdk.exception.CannotUnwrapDataKeyException;
import com.amazonaws.encryptionsdk.exception.NoSuchMasterKeyException;
import com.amazonaws.encryptionsdk.exception.UnsupportedProviderException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.quorumkms.client.KmsClient;

/**
 * Encrypts and decrypts with Domains, for the AWS Encryption SDK.
 *
 * <pre>{@code
 * try (KmsClient kms = KmsClient.open(Path.of("/var/lib/payroll/kms"))) {
 *     QuorumMasterKeyProvider keys = QuorumMasterKeyProvider.of(kms, "payroll");
 *     byte[] message = AwsCrypto.standard().encryptData(keys, data, Map.of("row", "17")).getResult();
 * }
 * }</pre>
 *
 * <p>The client stays the caller's, who closes it. Safe for use by many threads.
 *
 * <p>Security guarantees: a data key opens only with the context that it was made with, and only under a Domain that the caller
 * named or, with {@link #forDecryption}, that the home took up. What a message names besides is never followed. Restrictions: which
 * names a context must have is the program's to check; copies of data keys that the SDK makes are not wiped.
 */
public final class QuorumMasterKeyProvider extends MasterKeyProvider<QuorumMasterKey> {

    private final DomainKeys keys;

    private QuorumMasterKeyProvider(DomainKeys keys) {
        this.keys = keys;
    }

    /**
     * Encrypts with each of these Domains, so that any one of them decrypts, and decrypts with these alone.
     *
     * @param namesOrIds at least one
     * @throws org.quorumkms.errors.UsageException if one fits no Domain of the home or several, with those that there are
     */
    public static QuorumMasterKeyProvider of(KmsClient client, String... namesOrIds) {
        return new QuorumMasterKeyProvider(DomainKeys.of(client, namesOrIds));
    }

    /**
     * Decrypts with every Domain that the home took up, and encrypts nothing.
     *
     * <p>Restriction: a message of any of these Domains decrypts. Whoever expects one Domain names it.
     */
    public static QuorumMasterKeyProvider forDecryption(KmsClient client) {
        return new QuorumMasterKeyProvider(DomainKeys.ofHome(client));
    }

    @Override
    public String getDefaultProviderId() {
        return QuorumMasterKey.PROVIDER;
    }

    /**
     * Returns the master key of a Domain that may be used here.
     *
     * @param keyId its UUID
     */
    @Override
    public QuorumMasterKey getMasterKey(String provider, String keyId) {
        if (!canProvide(provider)) {
            throw new UnsupportedProviderException(
                    "This provider is " + QuorumMasterKey.PROVIDER + ", not " + provider + ".");
        }
        return keys.opening(keyId)
                .map(QuorumMasterKey::of)
                .orElseThrow(() -> new NoSuchMasterKeyException("No Domain " + keyId + " may be used here."));
    }

    /**
     * Returns the master keys of the Domains to encrypt with.
     *
     * @throws AwsCryptoException if this one only decrypts
     */
    @Override
    public List<QuorumMasterKey> getMasterKeysForEncryption(MasterKeyRequest request) {
        if (keys.sealing().isEmpty()) {
            throw new AwsCryptoException("This provider only decrypts: no Domain was named to encrypt with.");
        }
        return keys.sealing().stream().map(QuorumMasterKey::of).toList();
    }

    /**
     * Opens the first data key that opens; those of other providers and Domains are not looked at.
     *
     * @throws CannotUnwrapDataKeyException if there is none; where a quorum decides what is opened, the text says how to ask it
     */
    @Override
    public DataKey<QuorumMasterKey> decryptDataKey(
            CryptoAlgorithm algorithm, Collection<? extends EncryptedDataKey> encrypted, Map<String, String> context) {
        return QuorumMasterKey.opened(keys, algorithm, encrypted, context);
    }
}

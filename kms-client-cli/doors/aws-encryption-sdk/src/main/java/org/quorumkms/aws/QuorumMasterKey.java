package org.quorumkms.aws;

import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.DataKey;
import com.amazonaws.encryptionsdk.EncryptedDataKey;
import com.amazonaws.encryptionsdk.MasterKey;
import com.amazonaws.encryptionsdk.exception.AwsCryptoException;
import com.amazonaws.encryptionsdk.exception.CannotUnwrapDataKeyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.NewDataKey;
import org.quorumkms.errors.KmsException;
import org.quorumkms.signed.Bytes;

/**
 * Makes and opens the data keys of messages with one Domain, for the AWS Encryption SDK.
 *
 * <p>It takes suites with data keys of 32 bytes. Names of the context that begin with {@code aws-crypto-} are the SDK's own and stay
 * out of what an HSM binds. Safe for use by many threads.
 *
 * <p>Security guarantees: those of {@link QuorumMasterKeyProvider}.
 */
public final class QuorumMasterKey extends MasterKey<QuorumMasterKey> {

    /** The provider id in a message. */
    public static final String PROVIDER = org.quorumkms.message.EncryptedDataKey.PROVIDER;

    private final KmsDomain domain;
    private final DomainKeys keys;

    private QuorumMasterKey(KmsDomain domain) {
        this.domain = domain;
        this.keys = DomainKeys.of(List.of(domain));
    }

    /** Uses one Domain, as long as its client is open. */
    public static QuorumMasterKey of(KmsDomain domain) {
        return new QuorumMasterKey(domain);
    }

    @Override
    public String getProviderId() {
        return PROVIDER;
    }

    /** Returns the Domain's UUID. */
    @Override
    public String getKeyId() {
        return domain.id();
    }

    /**
     * Makes a fresh data key.
     *
     * @throws AwsCryptoException if the suite has no data key of 32 bytes, or as {@link KmsDomain} says, with its text
     */
    @Override
    public DataKey<QuorumMasterKey> generateDataKey(CryptoAlgorithm algorithm, Map<String, String> context) {
        requireLength(algorithm);
        try (NewDataKey made = domain.createDataKey(DomainKeys.bound(context))) {
            return dataKey(algorithm, made.key().exposed(), made.sealed());
        } catch (KmsException e) {
            throw new AwsCryptoException(e.getMessage(), e);
        }
    }

    /**
     * Seals a data key that another master key made.
     *
     * @throws AwsCryptoException if the key does not have 32 bytes, or as {@link KmsDomain} says, with its text
     */
    @Override
    public DataKey<QuorumMasterKey> encryptDataKey(
            CryptoAlgorithm algorithm, Map<String, String> context, DataKey<?> dataKey) {
        requireLength(algorithm);
        byte[] key = dataKey.getKey().getEncoded();
        try {
            byte[] sealed = domain.sealDataKey(key, DomainKeys.bound(context));
            return dataKey(algorithm, key, Bytes.of(sealed));
        } catch (KmsException e) {
            throw new AwsCryptoException(e.getMessage(), e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * Opens the first data key of this Domain that opens; those of others are not looked at.
     *
     * @throws CannotUnwrapDataKeyException if there is none; where a quorum decides what is opened, the text says how to ask it
     */
    @Override
    public DataKey<QuorumMasterKey> decryptDataKey(
            CryptoAlgorithm algorithm, Collection<? extends EncryptedDataKey> encrypted, Map<String, String> context) {
        return opened(keys, algorithm, encrypted, context);
    }

    static DataKey<QuorumMasterKey> opened(
            DomainKeys keys,
            CryptoAlgorithm algorithm,
            Collection<? extends EncryptedDataKey> encrypted,
            Map<String, String> context) {
        requireLength(algorithm);
        List<org.quorumkms.message.EncryptedDataKey> received = encrypted.stream()
                .map(one -> new org.quorumkms.message.EncryptedDataKey(
                        one.getProviderId(),
                        Bytes.of(one.getProviderInformation()),
                        Bytes.of(one.getEncryptedDataKey())))
                .toList();
        try (DomainKeys.Opened opened = keys.open(received, context)) {
            return of(opened.domain())
                    .dataKey(algorithm, opened.key().exposed(), opened.sealed().ciphertext());
        } catch (KmsException e) {
            throw new CannotUnwrapDataKeyException(e.getMessage(), e);
        }
    }

    private DataKey<QuorumMasterKey> dataKey(CryptoAlgorithm algorithm, byte[] key, Bytes sealed) {
        return new DataKey<>(
                new SecretKeySpec(key, algorithm.getDataKeyAlgo()),
                sealed.toArray(),
                domain.id().getBytes(StandardCharsets.UTF_8),
                this);
    }

    private static void requireLength(CryptoAlgorithm algorithm) {
        if (algorithm.getDataKeyLength() != org.quorumkms.message.DataKey.LENGTH) {
            throw new AwsCryptoException("Suite " + algorithm + " has data keys of " + algorithm.getDataKeyLength()
                    + " bytes, and those of Quorum KMS have " + org.quorumkms.message.DataKey.LENGTH
                    + ". Choose a suite with AES-256.");
        }
    }
}

package org.quorumkms.message;

import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.DataKey;
import com.amazonaws.encryptionsdk.EncryptedDataKey;
import com.amazonaws.encryptionsdk.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A key provider for the AWS Encryption SDK that knows one data key, as an HSM would hand it out. */
public final class OracleKey extends MasterKey<OracleKey> {

    /** What stands in the header as the sealed data key. */
    static final byte[] SEALED = "sealed by the test".getBytes(StandardCharsets.US_ASCII);

    static final String PROVIDER = "quorum-kms";

    private final byte[] key;
    private final String id;

    OracleKey(byte[] key, String id) {
        this.key = key.clone();
        this.id = id;
    }

    @Override
    public String getProviderId() {
        return PROVIDER;
    }

    @Override
    public String getKeyId() {
        return id;
    }

    @Override
    public DataKey<OracleKey> generateDataKey(CryptoAlgorithm algorithm, Map<String, String> context) {
        return of(algorithm);
    }

    @Override
    public DataKey<OracleKey> encryptDataKey(
            CryptoAlgorithm algorithm, Map<String, String> context, DataKey<?> dataKey) {
        throw new UnsupportedOperationException("one key is enough");
    }

    @Override
    public DataKey<OracleKey> decryptDataKey(
            CryptoAlgorithm algorithm, Collection<? extends EncryptedDataKey> keys, Map<String, String> context) {
        for (EncryptedDataKey one : keys) {
            if (one.getProviderId().equals(PROVIDER) && Arrays.equals(one.getEncryptedDataKey(), SEALED)) {
                return of(algorithm);
            }
        }
        throw new IllegalStateException("no key of ours in the header");
    }

    private DataKey<OracleKey> of(CryptoAlgorithm algorithm) {
        SecretKey secret = new SecretKeySpec(key, algorithm.getDataKeyAlgo());
        return new DataKey<>(secret, SEALED, id.getBytes(StandardCharsets.UTF_8), this);
    }

    static byte[] random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return key;
    }
}

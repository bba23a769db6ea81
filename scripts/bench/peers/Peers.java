import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The AWS Encryption SDK and Tink as programs for one file, as their documentation shows them. Arguments: aws or tink,
 * encrypt or decrypt, the key's file (made at the first use), input, output.
 */
public final class Peers {

    private static final int BUFFER = 1024 * 1024;

    public static void main(String[] args) throws Exception {
        boolean encrypt = args[1].equals("encrypt");
        Path key = Path.of(args[2]);
        try (InputStream in = Files.newInputStream(Path.of(args[3]));
                OutputStream out = Files.newOutputStream(Path.of(args[4]))) {
            if (args[0].equals("aws")) {
                aws(encrypt, key, in, out);
            } else {
                tink(encrypt, key, in, out);
            }
        }
    }

    /** The same format, suite and frame length as ours. */
    private static void aws(boolean encrypt, Path keyFile, InputStream in, OutputStream out) throws Exception {
        if (!Files.exists(keyFile)) {
            byte[] fresh = new byte[32];
            new SecureRandom().nextBytes(fresh);
            Files.write(keyFile, fresh);
        }
        SecretKey key = new SecretKeySpec(Files.readAllBytes(keyFile), "AES");
        JceMasterKey master = JceMasterKey.getInstance(key, "bench", "key", "AES/GCM/NoPadding");
        AwsCrypto crypto = AwsCrypto.builder()
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .withEncryptionAlgorithm(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY)
                .withEncryptionFrameSize(64 * 1024)
                .build();
        if (encrypt) {
            try (OutputStream sealed = crypto.createEncryptingStream(master, out, Map.of())) {
                copy(in, sealed);
            }
        } else {
            try (InputStream opened = crypto.createDecryptingStream(master, in)) {
                copy(opened, out);
            }
        }
    }

    private static void tink(boolean encrypt, Path keyFile, InputStream in, OutputStream out) throws Exception {
        StreamingAeadConfig.register();
        if (!Files.exists(keyFile)) {
            KeysetHandle fresh = KeysetHandle.generateNew(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB);
            Files.writeString(
                    keyFile, TinkJsonProtoKeysetFormat.serializeKeyset(fresh, InsecureSecretKeyAccess.get()));
        }
        StreamingAead aead = TinkJsonProtoKeysetFormat.parseKeyset(
                        Files.readString(keyFile), InsecureSecretKeyAccess.get())
                .getPrimitive(StreamingAead.class);
        if (encrypt) {
            try (OutputStream sealed = aead.newEncryptingStream(out, new byte[0])) {
                copy(in, sealed);
            }
        } else {
            try (InputStream opened = aead.newDecryptingStream(in, new byte[0])) {
                copy(opened, out);
            }
        }
    }

    private static void copy(InputStream in, OutputStream out) throws Exception {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
        }
    }
}

package org.quorumkms.aws;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.NewDataKey;
import org.quorumkms.errors.KmsException;
import org.quorumkms.message.DataKey;
import org.quorumkms.signed.Bytes;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.model.AlgorithmSuiteInfo;
import software.amazon.cryptography.materialproviders.model.AwsCryptographicMaterialProvidersException;
import software.amazon.cryptography.materialproviders.model.DecryptionMaterials;
import software.amazon.cryptography.materialproviders.model.EncryptedDataKey;
import software.amazon.cryptography.materialproviders.model.EncryptionMaterials;
import software.amazon.cryptography.materialproviders.model.OnDecryptInput;
import software.amazon.cryptography.materialproviders.model.OnDecryptOutput;
import software.amazon.cryptography.materialproviders.model.OnEncryptInput;
import software.amazon.cryptography.materialproviders.model.OnEncryptOutput;

/**
 * Encrypts and decrypts with Domains, for the AWS Cryptographic Material Providers Library. What it writes and reads is the same as
 * of {@link QuorumMasterKeyProvider}, with the same guarantees and restrictions.
 *
 * <pre>{@code
 * QuorumKeyring keyring = QuorumKeyring.of(kms, "payroll");
 * byte[] message = AwsCrypto.standard().encryptData(keyring, data, Map.of("row", "17")).getResult();
 * }</pre>
 *
 * <p>It takes the suites of the Encryption SDK with data keys of 32 bytes. Failures are
 * {@link AwsCryptographicMaterialProvidersException} with the text of Quorum KMS. Of several keyrings together, the library shows
 * the texts in its {@code CollectionOfErrors.list()}. Safe for use by many threads.
 */
public final class QuorumKeyring implements IKeyring {

    private final DomainKeys keys;

    private QuorumKeyring(DomainKeys keys) {
        this.keys = keys;
    }

    /**
     * Encrypts with each of these Domains, so that any one of them decrypts, and decrypts with these alone.
     *
     * @param namesOrIds at least one
     * @throws org.quorumkms.errors.UsageException if one fits no Domain of the home or several, with those that there are
     */
    public static QuorumKeyring of(KmsClient client, String... namesOrIds) {
        return new QuorumKeyring(DomainKeys.of(client, namesOrIds));
    }

    /**
     * Decrypts with every Domain that the home took up, and encrypts nothing.
     *
     * <p>Restriction: a message of any of these Domains decrypts. Whoever expects one Domain names it.
     */
    public static QuorumKeyring forDecryption(KmsClient client) {
        return new QuorumKeyring(DomainKeys.ofHome(client));
    }

    /**
     * Makes a data key, or takes the one that another keyring made, and seals it with each Domain.
     *
     * @throws AwsCryptographicMaterialProvidersException if the suite has no data key of 32 bytes, this keyring only decrypts, or
     *     as {@link KmsDomain} says
     */
    @Override
    public OnEncryptOutput OnEncrypt(OnEncryptInput input) {
        EncryptionMaterials materials = input.materials();
        requireLength(materials.algorithmSuite());
        if (keys.sealing().isEmpty()) {
            throw failure("This keyring only decrypts: no Domain was named to encrypt with.", null);
        }
        try {
            return OnEncryptOutput.builder().materials(sealed(materials)).build();
        } catch (KmsException e) {
            throw failure(e.getMessage(), e);
        }
    }

    private EncryptionMaterials sealed(EncryptionMaterials before) {
        Map<String, String> bound = DomainKeys.bound(before.encryptionContext());
        List<EncryptedDataKey> sealed = new ArrayList<>(before.encryptedDataKeys());
        List<KmsDomain> left = keys.sealing();
        byte[] key;
        if (before.plaintextDataKey() != null) {
            key = bytes(before.plaintextDataKey());
        } else {
            KmsDomain first = left.get(0);
            left = left.subList(1, left.size());
            try (NewDataKey made = first.createDataKey(bound)) {
                key = made.key().exposed().clone();
                sealed.add(sealed(first, made.sealed().toArray()));
            }
        }
        for (KmsDomain domain : left) {
            sealed.add(sealed(domain, domain.sealDataKey(key, bound)));
        }
        return before.toBuilder()
                .plaintextDataKey(ByteBuffer.wrap(key))
                .encryptedDataKeys(sealed)
                .build();
    }

    private static EncryptedDataKey sealed(KmsDomain domain, byte[] ciphertext) {
        return EncryptedDataKey.builder()
                .keyProviderId(QuorumMasterKey.PROVIDER)
                .keyProviderInfo(ByteBuffer.wrap(Bytes.utf8(domain.id()).toArray()))
                .ciphertext(ByteBuffer.wrap(ciphertext))
                .build();
    }

    /**
     * Opens the first data key that opens; those of other providers and Domains are not looked at.
     *
     * @throws AwsCryptographicMaterialProvidersException if there is none; where a quorum decides what is opened, the text says how
     *     to ask it
     */
    @Override
    public OnDecryptOutput OnDecrypt(OnDecryptInput input) {
        DecryptionMaterials materials = input.materials();
        requireLength(materials.algorithmSuite());
        if (materials.plaintextDataKey() != null) {
            throw failure("The data key was opened already.", null);
        }
        List<org.quorumkms.message.EncryptedDataKey> received = input.encryptedDataKeys().stream()
                .map(one -> new org.quorumkms.message.EncryptedDataKey(
                        one.keyProviderId(), Bytes.of(bytes(one.keyProviderInfo())), Bytes.of(bytes(one.ciphertext()))))
                .toList();
        try (DomainKeys.Opened opened = keys.open(received, materials.encryptionContext())) {
            ByteBuffer key = ByteBuffer.wrap(opened.key().exposed().clone());
            return OnDecryptOutput.builder()
                    .materials(materials.toBuilder().plaintextDataKey(key).build())
                    .build();
        } catch (KmsException e) {
            throw failure(e.getMessage(), e);
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.duplicate().get(copy);
        return copy;
    }

    private static void requireLength(AlgorithmSuiteInfo suite) {
        if (suite.id().ESDK() == null || suite.encrypt().AES_GCM().keyLength() != DataKey.LENGTH) {
            throw failure(
                    "Quorum KMS makes data keys of " + DataKey.LENGTH
                            + " bytes, for the AWS Encryption SDK. Choose a suite of its with AES-256.",
                    null);
        }
    }

    private static AwsCryptographicMaterialProvidersException failure(
            @Nullable String text, @Nullable KmsException cause) {
        return AwsCryptographicMaterialProvidersException.builder()
                .message(text)
                .cause(cause)
                .build();
    }
}

package org.quorumkms.tink;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AeadParameters;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.quorumkms.client.DataKeyCaching;
import org.quorumkms.client.KmsClient;
import org.quorumkms.client.KmsDomain;
import org.quorumkms.client.KmsOptions;
import org.quorumkms.testkit.TestKms;

/**
 * Small records sealed and opened under a data key that is kept, beside Tink's own {@link Aead} alone, all in turn in each round.
 * Run by scripts/bench/records, on one core.
 */
public final class RecordsBench {

    private static final int LENGTH = 200;
    private static final int RECORDS = 200_000;
    private static final Map<String, String> CONTEXT = Map.of("table", "salaries");
    private static final byte[] NAME = "table=salaries".getBytes(StandardCharsets.UTF_8);

    private RecordsBench() {}

    private interface Work {
        void run() throws GeneralSecurityException;
    }

    /** Runs it: the number of rounds, of which the first is not counted. */
    public static void main(String[] arguments) throws GeneralSecurityException {
        int rounds = Integer.parseInt(arguments[0]);
        AeadConfig.register();
        Aead gcm = tink(PredefinedAeadParameters.AES256_GCM);
        Aead xchacha = tink(PredefinedAeadParameters.XCHACHA20_POLY1305);
        KmsOptions options = KmsOptions.usual().caching(DataKeyCaching.of(Duration.ofHours(1), 1L << 32));
        try (TestKms kms = TestKms.start();
                KmsClient client = KmsClient.open(kms.home("records"), options)) {
            KmsDomain domain = client.domain("records");
            byte[] data = new byte[LENGTH];
            byte[] ours = domain.encrypt(data, CONTEXT);
            byte[] ofGcm = gcm.encrypt(data, NAME);
            byte[] ofXchacha = xchacha.encrypt(data, NAME);
            String[] names = {
                "Quorum KMS, seal",
                "Quorum KMS, open",
                "Tink AES-256-GCM, seal",
                "Tink AES-256-GCM, open",
                "Tink XChaCha20-Poly1305, seal",
                "Tink XChaCha20-Poly1305, open"
            };
            Work[] works = {
                () -> domain.encrypt(data, CONTEXT),
                () -> domain.decrypt(ours, CONTEXT),
                () -> gcm.encrypt(data, NAME),
                () -> gcm.decrypt(ofGcm, NAME),
                () -> xchacha.encrypt(data, NAME),
                () -> xchacha.decrypt(ofXchacha, NAME)
            };
            double[][] perSecond = new double[works.length][rounds];
            for (int round = -1; round < rounds; round++) {
                for (int i = 0; i < works.length; i++) {
                    double measured = measured(works[i]);
                    if (round >= 0) {
                        perSecond[i][round] = measured;
                    }
                }
            }
            for (int i = 0; i < works.length; i++) {
                Arrays.sort(perSecond[i]);
                System.out.printf(
                        Locale.ROOT, "%-32s %,10.0f a second%n", names[i], perSecond[i][perSecond[i].length / 2]);
            }
        }
    }

    private static Aead tink(AeadParameters parameters) throws GeneralSecurityException {
        return KeysetHandle.generateNew(parameters, RegistryConfiguration.get())
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    private static double measured(Work work) throws GeneralSecurityException {
        long begin = System.nanoTime();
        for (int i = 0; i < RECORDS; i++) {
            work.run();
        }
        return RECORDS * 1e9 / (System.nanoTime() - begin);
    }
}

package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.junit.jupiter.api.Test;
import org.quorumkms.errors.RefusedException;

class ConnectionKeyStoreTest {

    private static ConnectionKeyStore.Entry fresh() {
        KeyPair pair = EcKeys.generate();
        return new ConnectionKeyStore.Entry(
                pair.getPrivate(), Certificates.selfSignedEc(pair, Instant.now(), new SecureRandom()));
    }

    @Test
    void whatIsWrittenIsRead() {
        ConnectionKeyStore.Entry entry = fresh();

        assertThat(ConnectionKeyStore.read(ConnectionKeyStore.write(entry))).isEqualTo(entry);
    }

    /** Ten thousand rounds for a MAC and as many for the certificate would be derived from nothing at every start. */
    @Test
    void nothingIsDerivedManyTimesFromNoPassword() throws Exception {
        Pfx file = Pfx.getInstance(ConnectionKeyStore.write(fresh()));

        assertThat(file.getMacData().getIterationCount()).isEqualTo(1);
        assertThat(new PKCS12PfxPdu(file).getContentInfos())
                .extracting(ContentInfo::getContentType)
                .containsOnly(PKCSObjectIdentifiers.data);
    }

    @Test
    void aDamagedFileIsRefused() {
        ConnectionKeyStore.Entry entry = fresh();
        byte[] content = ConnectionKeyStore.write(entry);
        for (int place = 0; place < content.length; place += 7) {
            byte[] damaged = content.clone();
            damaged[place] ^= 1;
            // A few bits say nothing, such as those of a version.
            try {
                assertThat(ConnectionKeyStore.read(damaged))
                        .as("place %d", place)
                        .isEqualTo(entry);
            } catch (RefusedException refused) {
                assertThat(refused).hasMessageContaining("connection.p12 cannot be read");
            }
        }
        assertThatThrownBy(() -> ConnectionKeyStore.read(new byte[0])).isInstanceOf(RefusedException.class);
    }
}

package org.quorumkms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
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
        assertThat(roundsOfKeys(file)).containsExactly(1);
        assertThat(new PKCS12PfxPdu(file).getContentInfos())
                .extracting(ContentInfo::getContentType)
                .containsOnly(PKCSObjectIdentifiers.data);
    }

    /** RFC 7292, 4.2.2: how often the key of each encrypted private key is derived. */
    private static List<Integer> roundsOfKeys(Pfx file) throws Exception {
        List<Integer> rounds = new ArrayList<>();
        for (ContentInfo content : new PKCS12PfxPdu(file).getContentInfos()) {
            for (PKCS12SafeBag bag : new PKCS12SafeBagFactory(content).getSafeBags()) {
                if (bag.getBagValue() instanceof PKCS8EncryptedPrivateKeyInfo key) {
                    PBES2Parameters scheme = PBES2Parameters.getInstance(
                            key.toASN1Structure().getEncryptionAlgorithm().getParameters());
                    rounds.add(PBKDF2Params.getInstance(
                                    scheme.getKeyDerivationFunc().getParameters())
                            .getIterationCount()
                            .intValueExact());
                }
            }
        }
        return rounds;
    }

    @Test
    void filesOfBeforeAreRead() throws Exception {
        ConnectionKeyStore.Entry entry = fresh();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        store.setKeyEntry("connection", entry.key(), new char[0], new Certificate[] {entry.certificate()});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, new char[0]);

        assertThat(ConnectionKeyStore.read(out.toByteArray())).isEqualTo(entry);
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

package org.quorumkms.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.testing.TestKeys;

/** Section 3: a key is its numbers, not its text; of exact sizes, and never with a private member. */
class JwkTest {

    private static Fields fields(Map<String, ?> jwk) {
        return StrictJson.object("A key", Json.write(jwk));
    }

    private static Map<String, Object> with(PublicJwk key, String name, String value) {
        Map<String, Object> members = new LinkedHashMap<>(key.toJson());
        members.put(name, value);
        return members;
    }

    private static void refused(Map<String, ?> jwk, String why) {
        assertThatThrownBy(() -> PublicJwk.read(fields(jwk)))
                .isInstanceOf(VerificationException.class)
                .hasMessageContaining(why);
    }

    @Nested
    class Ec {

        private final EcJwk key = EcJwk.of(TestKeys.ec(0).getPublic());
        private final EcJwk other = EcJwk.of(TestKeys.ec(1).getPublic());

        @Test
        void isReadAsItWasWritten() {
            EcJwk read = PublicJwk.readEc(fields(key.toJson()));
            assertThat(read).isEqualTo(key).hasSameHashCodeAs(key);
            assertThat(read.thumbprint()).isEqualTo(key.thumbprint());
            assertThat(read.toJson()).isEqualTo(key.toJson());
            assertThat(read.publicKey().getW())
                    .isEqualTo(((ECPublicKey) TestKeys.ec(0).getPublic()).getW());
        }

        @Test
        void isAnotherThanAnyOther() {
            assertThat(key).isNotEqualTo(other).doesNotHaveSameHashCodeAs(other).isNotEqualTo(RsaJwk.of((RSAPublicKey)
                    TestKeys.rsa(0).getPublic()));
        }

        /** The point on the other side of the curve has the same x. */
        @Test
        void isAnotherThanItsMirrorImage() {
            BigInteger prime = new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
            BigInteger y = key.publicKey().getW().getAffineY();
            EcJwk mirrored =
                    PublicJwk.readEc(fields(with(key, "y", Base64Url.encode(Numbers.fixed(prime.subtract(y), 32)))));
            assertThat(mirrored.toJson().get("x")).isEqualTo(key.toJson().get("x"));
            assertThat(mirrored).isNotEqualTo(key);
            assertThat(mirrored.thumbprint()).isNotEqualTo(key.thumbprint());
        }

        @Test
        void hasCoordinatesOf32Bytes() {
            for (String name : new String[] {"x", "y"}) {
                byte[] coordinate = Base64Url.decode((String) key.toJson().get(name));
                byte[] longer = new byte[33];
                System.arraycopy(coordinate, 0, longer, 1, 32);
                refused(with(key, name, Base64Url.encode(longer)), "has 32 bytes; this one has 33");
                byte[] shorter = new byte[31];
                System.arraycopy(coordinate, 1, shorter, 0, 31);
                refused(with(key, name, Base64Url.encode(shorter)), "has 32 bytes; this one has 31");
            }
        }

        @Test
        void isOnP256() {
            refused(with(key, "crv", "P-384"), "another curve");
            refused(with(key, "crv", "secp256k1"), "another curve");
            refused(with(key, "x", (String) other.toJson().get("x")), "not on the curve");
            assertThatThrownBy(() -> EcJwk.of(TestKeys.rsa(0).getPublic()))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("is on P-256");
        }

        @Test
        void refusesAJwkWithAPrivateMember() {
            refused(with(key, "d", (String) key.toJson().get("x")), "unknown member: d");
        }

        @Test
        void isShownByItsThumbprint() {
            assertThat(key).hasToString("P-256 " + key.thumbprint().value());
        }
    }

    @Nested
    class Rsa {

        private final RsaJwk key = RsaJwk.of((RSAPublicKey) TestKeys.rsa(0).getPublic());
        private final RsaJwk other = RsaJwk.of((RSAPublicKey) TestKeys.rsa(1).getPublic());

        @Test
        void isReadAsItWasWritten() {
            RsaJwk read = PublicJwk.readRsa(fields(key.toJson()));
            assertThat(read).isEqualTo(key).hasSameHashCodeAs(key);
            assertThat(read.thumbprint()).isEqualTo(key.thumbprint());
            assertThat(read.publicKey().getModulus())
                    .isEqualTo(((RSAPublicKey) TestKeys.rsa(0).getPublic()).getModulus());
        }

        @Test
        void isAnotherThanAnyOther() {
            assertThat(key)
                    .isNotEqualTo(other)
                    .doesNotHaveSameHashCodeAs(other)
                    .isNotEqualTo(EcJwk.of(TestKeys.ec(0).getPublic()));
        }

        @ParameterizedTest
        @ValueSource(ints = {3072, 4096})
        void hasExactlyTheseBits(int bits) {
            BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
            assertThat(PublicJwk.readRsa(fields(new RsaJwk(modulus).toJson())).publicKey())
                    .extracting(RSAPublicKey::getModulus)
                    .isEqualTo(modulus);
        }

        @ParameterizedTest
        @ValueSource(ints = {2048, 3071, 3073, 3080, 4095, 4097, 8192})
        void hasNoOtherBits(int bits) {
            BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).setBit(0);
            assertThatThrownBy(() -> new RsaJwk(modulus))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageContaining("this one has " + bits + " bits");
        }

        @Test
        void isOddAndPositive() {
            BigInteger good = BigInteger.ONE.shiftLeft(3071).setBit(0);
            for (BigInteger wrong : new BigInteger[] {good.clearBit(0), good.negate(), BigInteger.ZERO}) {
                assertThatThrownBy(() -> new RsaJwk(wrong)).isInstanceOf(VerificationException.class);
            }
        }

        @Test
        void refusesAJwkWithAPrivateMember() {
            for (String name : new String[] {"d", "p", "q", "dp", "dq", "qi", "oth"}) {
                refused(with(key, name, "AQAB"), "unknown member: " + name);
            }
        }

        @Test
        void isShownByItsThumbprint() {
            assertThat(key).hasToString("RSA " + key.thumbprint().value());
        }
    }

    @Test
    void aSigningKeyShowsNothingButItsPublicHalf() {
        KeyPair pair = TestKeys.rsa(0);
        SigningKey key = SigningKey.ofRsa(pair);
        assertThat(key)
                .hasToString("signing key "
                        + RsaJwk.of((RSAPublicKey) pair.getPublic()).thumbprint());
    }
}

package org.quorumkms.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWEObjectJSON;
import com.nimbusds.jose.crypto.MultiDecrypter;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quorumkms.crypto.KeyUnwrapper;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.testing.TestKeys;

class JoseTest {

    private static final SigningKey RSA = SigningKey.ofRsa(TestKeys.rsa(0));
    private static final SigningKey EC = SigningKey.ofEc(TestKeys.ec(0));

    @Test
    void thumbprintIsThatOfRfc7638() {
        RSAKey library = new RSAKey.Builder((RSAPublicKey) TestKeys.rsa(0).getPublic()).build();
        assertThat(RSA.publicKey().thumbprint().value()).isEqualTo(thumbprint(library));
    }

    private static String thumbprint(RSAKey key) {
        try {
            return key.computeThumbprint().toString();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSignatureIsForItsTypePayloadAndKeyOnly() {
        Bytes payload = Bytes.utf8("{}");
        JwsSignature signature = RSA.sign(DocumentType.TRUST, payload);
        assertThat(signature.isValid(DocumentType.TRUST, payload, RSA.publicKey()))
                .isTrue();
        assertThat(signature.isValid(DocumentType.TRUST_APPROVAL, payload, RSA.publicKey()))
                .isFalse();
        assertThat(signature.isValid(DocumentType.TRUST, Bytes.utf8("{ }"), RSA.publicKey()))
                .isFalse();
        assertThat(signature.isValid(
                        DocumentType.TRUST,
                        payload,
                        SigningKey.ofRsa(TestKeys.rsa(1)).publicKey()))
                .isFalse();
        JwsSignature request = EC.sign(DocumentType.REQUEST, payload);
        assertThat(request.isValid(DocumentType.REQUEST, payload, EC.publicKey()))
                .isTrue();
        assertThat(request.isValid(DocumentType.REQUEST, payload, RSA.publicKey()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"PS256\",\"typ\":\"kms-trust\"}",
                "{\"alg\":\"ES256\",\"typ\":\"kms-trust\",\"kid\":\"KID\"}",
                "{\"alg\":\"PS256\",\"typ\":\"kms-request\",\"kid\":\"KID\"}",
                "{\"alg\":\"PS256\",\"typ\":\"JWT\",\"kid\":\"KID\"}",
                "{\"alg\":\"PS256\",\"typ\":\"kms-trust\",\"kid\":\"KID\",\"jwk\":{}}",
                "{\"alg\":\"PS256\",\"typ\":\"kms-trust\",\"kid\":\"KID\",\"b64\":false}",
                "{\"alg\":\"PS256\",\"alg\":\"PS256\",\"typ\":\"kms-trust\",\"kid\":\"KID\"}"
            })
    void refusesOtherHeaders(String header) {
        String text = header.replace("KID", RSA.publicKey().thumbprint().value());
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("protected", Bytes.utf8(text).base64Url());
        members.put("signature", "AAAA");
        Fields fields = StrictJson.object("It", Json.write(members));
        assertThatThrownBy(() -> JwsSignature.read(fields)).isInstanceOf(VerificationException.class);
    }

    @Test
    void refusesKeysThatAreNotCanonicalOrOfTheRightKind() {
        String n = (String) RSA.publicKey().toJson().get("n");
        String padded = Base64Url.encode(concat(new byte[1], Base64Url.decode(n)));
        refuseKey(Map.of("kty", "RSA", "n", padded, "e", "AQAB"));
        refuseKey(Map.of("kty", "RSA", "n", n, "e", "AAEAAQ"));
        refuseKey(Map.of("kty", "RSA", "n", n, "e", "Aw"));
        refuseKey(Map.of("kty", "RSA", "n", n, "e", "AQAB", "d", "AQAB"));
        refuseKey(Map.of("kty", "RSA", "n", n, "e", "AQAB", "alg", "PS256"));
        refuseKey(Map.of("kty", "oct", "k", "AAAA"));
        refuseKey(Map.of("kty", "RSA", "n", Base64Url.encode(odd(256)), "e", "AQAB"));
        refuseKey(Map.of("kty", "RSA", "n", Base64Url.encode(odd(385)), "e", "AQAB"));
        byte[] even = Base64Url.decode(n);
        even[even.length - 1] &= (byte) 0xfe;
        refuseKey(Map.of("kty", "RSA", "n", Base64Url.encode(even), "e", "AQAB"));
        String x = (String) EC.publicKey().toJson().get("x");
        refuseKey(Map.of("kty", "EC", "crv", "P-256", "x", x, "y", x));
        refuseKey(Map.of("kty", "EC", "crv", "P-384", "x", x, "y", x));
        assertThatThrownBy(() -> PublicJwk.readRsa(fields(EC.publicKey().toJson())))
                .isInstanceOf(VerificationException.class);
        assertThatThrownBy(() -> PublicJwk.readEc(fields(RSA.publicKey().toJson())))
                .isInstanceOf(VerificationException.class);
    }

    @Test
    void aJweOpensForEachRecipientAndForNimbus() throws Exception {
        JweSealer sealer = new JweSealer(new SecureRandom());
        for (int count : List.of(1, 3)) {
            List<RsaJwk> recipients = IntStream.range(0, count)
                    .mapToObj(i -> RsaJwk.of((RSAPublicKey) TestKeys.rsa(i).getPublic()))
                    .toList();
            Bytes aad = Bytes.utf8("bound to this");
            byte[] keys = "{\"keys\":[]}".getBytes(StandardCharsets.UTF_8);
            Jwe jwe = sealer.seal(wrapping(recipients), aad, SecretBytes.owning(keys.clone()));
            Jwe read = Jwe.read(StrictJson.object("It", Json.write(jwe.toJson())));
            assertThat(read).isEqualTo(jwe);
            for (int i = 0; i < count; i++) {
                assertThat(sealer.open(read, recipients.get(i).thumbprint(), opener(i))
                                .exposed())
                        .isEqualTo(keys);
                JWEObjectJSON library = JWEObjectJSON.parse(Json.write(jwe.toJson()));
                library.decrypt(new MultiDecrypter(
                        new RSAKey.Builder((RSAPublicKey) TestKeys.rsa(i).getPublic())
                                .privateKey((RSAPrivateKey) TestKeys.rsa(i).getPrivate())
                                .keyID(recipients.get(i).thumbprint().value())
                                .build()));
                assertThat(library.getPayload().toBytes()).isEqualTo(keys);
            }
        }
    }

    @Test
    void aJweFailsTheSameForEveryReason() {
        JweSealer sealer = new JweSealer(new SecureRandom());
        RsaJwk recipient = RsaJwk.of((RSAPublicKey) TestKeys.rsa(0).getPublic());
        Jwe jwe = sealer.seal(wrapping(List.of(recipient)), Bytes.utf8("aad"), SecretBytes.owning(new byte[9]));
        String same = "The keys of the Domain cannot be opened by this HSM.";
        // Not a recipient; another's private key; another aad; a changed wrapped key.
        Jwe aad = new Jwe(
                jwe.algorithm(), jwe.recipients(), Bytes.utf8("other"), jwe.nonce(), jwe.ciphertext(), jwe.tag());
        byte[] wrapped = jwe.recipients().get(0).wrapped().toArray();
        wrapped[5] ^= 1;
        Jwe changed = new Jwe(
                jwe.algorithm(),
                List.of(new Jwe.Recipient(recipient.thumbprint(), Bytes.of(wrapped))),
                jwe.aad(),
                jwe.nonce(),
                jwe.ciphertext(),
                jwe.tag());
        assertThatThrownBy(() -> sealer.open(jwe, Bytes.utf8("").thumbprint(), opener(0)))
                .hasMessage(same);
        assertThatThrownBy(() -> sealer.open(jwe, recipient.thumbprint(), opener(1)))
                .hasMessage(same);
        assertThatThrownBy(() -> sealer.open(aad, recipient.thumbprint(), opener(0)))
                .hasMessage(same);
        assertThatThrownBy(() -> sealer.open(changed, recipient.thumbprint(), opener(0)))
                .hasMessage(same);
    }

    private static List<WrappingKey> wrapping(List<RsaJwk> keys) {
        return keys.stream().map(key -> new WrappingKey(key, Optional.empty())).toList();
    }

    private static KeyUnwrapper opener(int number) {
        return wrapped -> RsaOaep.unwrap(TestKeys.rsa(number).getPrivate(), wrapped);
    }

    private static void refuseKey(Map<String, Object> jwk) {
        assertThatThrownBy(() -> PublicJwk.read(fields(jwk))).isInstanceOf(VerificationException.class);
    }

    private static Fields fields(Map<String, ?> jwk) {
        return StrictJson.object("A key", Json.write(jwk));
    }

    private static byte[] odd(int length) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) 0x80;
        bytes[length - 1] = 1;
        return bytes;
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}

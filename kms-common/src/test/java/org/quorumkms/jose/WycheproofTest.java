package org.quorumkms.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.NativeCrypto;
import org.quorumkms.crypto.RsaKeys;
import org.quorumkms.crypto.RsaOaep;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.testing.Vectors;

/**
 * Wycheproof vectors through our reading and verifying of JOSE. Our documents allow far less than the standards do, so most of
 * what the files call valid is refused here, and the tests count at which place.
 */
class WycheproofTest {

    private static final HexFormat HEX = HexFormat.of();

    private static Optional<Provider> nativeProvider() {
        Optional<Provider> provider = NativeCrypto.provider();
        Assumptions.assumeTrue(provider.isPresent(), "skipped: the native library does not load here");
        return provider;
    }

    private static boolean isValid(Fields test) {
        return test.text("result").equals("valid");
    }

    /** Section 2: PS256 with keys as ours are. */
    @Nested
    class Ps256 {

        @Test
        void verifiesAsTheFileSays() {
            verifiesAsTheFileSays(Optional.empty());
        }

        @Test
        void verifiesAsTheFileSaysNatively() {
            verifiesAsTheFileSays(nativeProvider());
        }

        private void verifiesAsTheFileSays(Optional<Provider> provider) {
            int valid = 0;
            int invalid = 0;
            for (Fields group : Vectors.read("wycheproof/rsa_pss_3072_sha256_mgf1_32_test.json")
                    .objects("testGroups")) {
                RsaJwk key = new RsaJwk(new BigInteger(group.object("publicKey").text("modulus"), 16));
                for (Fields test : group.objects("tests")) {
                    byte[] message = HEX.parseHex(test.text("msg"));
                    byte[] signature = HEX.parseHex(test.text("sig"));
                    boolean expected = isValid(test);
                    assertThat(JoseSignatures.verify("PS256", key, message, signature, provider))
                            .as("test %s", test.integer("tcId"))
                            .isEqualTo(expected);
                    valid += expected ? 1 : 0;
                    invalid += expected ? 0 : 1;
                }
            }
            assertThat(List.of(valid, invalid)).isEqualTo(List.of(63, 45));
        }
    }

    /** Section 3: protected headers, keys and signatures of a JWS. */
    @Nested
    class Signed {

        /** Where a case ends. */
        private enum End {
            /** The word is not three parts of strict base64url. */
            WORD,
            /** The header is not exactly what the type wants. */
            HEADER,
            /** The key is not one of ours, or says what ours do not say. */
            KEY,
            SIGNATURE,
            ACCEPTED
        }

        @Test
        void noDocumentOfTheFileIsOneOfOurs() {
            int run = 0;
            for (Fields group : groups()) {
                for (Fields test : group.objects("tests")) {
                    int number = test.integer("tcId");
                    String word = test.text("jws");
                    for (DocumentType type : DocumentType.values()) {
                        assertThatThrownBy(() -> CompactJws.read("It", type, word))
                                .as("test %s as %s", number, type)
                                .isInstanceOf(VerificationException.class);
                    }
                    run++;
                }
            }
            assertThat(run).isEqualTo(401);
        }

        /** A type is put into each header, and the key's thumbprint for its name, so that nothing but the case's own fault is left. */
        @Test
        void withOurTypeAndKeyNamesOnlySoundEs256IsTaken() {
            Map<End, Integer> valid = new EnumMap<>(End.class);
            Map<End, Integer> invalid = new EnumMap<>(End.class);
            for (Fields group : groups()) {
                Map<String, String> jwk = jwk(group);
                for (Fields test : group.objects("tests")) {
                    int number = test.integer("tcId");
                    boolean expected = isValid(test);
                    End end = end(test.text("jws"), jwk);
                    (expected ? valid : invalid).merge(end, 1, Integer::sum);
                    assertThat(end == End.ACCEPTED && !expected)
                            .as("test %s is taken and must not be", number)
                            .isFalse();
                    assertThat(end == End.SIGNATURE && expected)
                            .as("test %s is refused for its signature and must not be", number)
                            .isFalse();
                }
            }
            assertThat(valid).isEqualTo(Map.of(End.WORD, 2, End.HEADER, 36, End.KEY, 6, End.ACCEPTED, 2));
            assertThat(invalid).isEqualTo(Map.of(End.WORD, 30, End.HEADER, 253, End.KEY, 45, End.SIGNATURE, 27));
        }

        /** Keys are their numbers: a JWK that also says what it is for, or by which name, is none of ours. */
        @Test
        void noKeyOfTheFileIsReadAsItStands() {
            int run = 0;
            for (Fields group : groups()) {
                String jwk = Json.write(new LinkedHashMap<>(members(group)));
                assertThatThrownBy(() -> PublicJwk.read(StrictJson.object("A key", jwk)))
                        .isInstanceOf(VerificationException.class);
                run++;
            }
            assertThat(run).isEqualTo(23);
        }

        private static List<Fields> groups() {
            return Vectors.read("wycheproof/json_web_signature_test.json").objects("testGroups");
        }

        /** What the group's key says; a list of operations as one text. */
        private static Map<String, String> members(Fields group) {
            Fields key = group.object(group.has("public") ? "public" : "private");
            Map<String, String> members = new LinkedHashMap<>();
            if (key.has("key_ops")) {
                members.put("key_ops", String.join(" ", key.texts("key_ops")));
            }
            members.putAll(key.remainingTexts());
            return members;
        }

        /** The group's public key, without what says that it verifies. */
        private static Map<String, String> jwk(Fields group) {
            Map<String, String> members = members(group);
            members.remove("alg");
            members.remove("use", "sig");
            members.remove("key_ops", "verify");
            return members;
        }

        private static End end(String word, Map<String, String> jwk) {
            String[] parts = word.split("\\.", -1);
            if (parts.length != 3 || !isBase64Url(parts[0]) || !isBase64Url(parts[1]) || !isBase64Url(parts[2])) {
                assertThatThrownBy(() -> CompactJws.read("It", DocumentType.TRUST, word))
                        .isInstanceOf(VerificationException.class);
                return End.WORD;
            }
            Optional<PublicJwk> key = key(jwk);
            boolean ec = "EC".equals(jwk.get("kty"));
            DocumentType type = ec ? DocumentType.REQUEST : DocumentType.TRUST;
            String kid = key.map(PublicJwk::thumbprint)
                    .orElseGet(() -> Bytes.utf8("no key of ours").thumbprint())
                    .value();
            FlattenedJws read;
            try {
                String header = ours(parts[0], type, String.valueOf(jwk.get("kid")), kid);
                read = CompactJws.read("It", type, header + "." + parts[1] + "." + parts[2]);
            } catch (VerificationException e) {
                return End.HEADER;
            }
            if (key.isEmpty()) {
                return End.KEY;
            }
            assertThat(read.isSignedBy(key.get()))
                    .as("the header is signed too")
                    .isFalse();
            byte[] signature = read.signature().signature().toArray();
            return JoseSignatures.verify(type, key.get(), parts[0] + "." + parts[1], signature)
                    ? End.ACCEPTED
                    : End.SIGNATURE;
        }

        private static String ours(String header, DocumentType type, String name, String kid) {
            String text = new String(Base64Url.decode(header), StandardCharsets.UTF_8)
                    .replace("\"" + name + "\"", "\"" + kid + "\"")
                    .replaceFirst("\\{", "{\"typ\":\"" + type.typ() + "\",");
            return Bytes.utf8(text).base64Url();
        }

        private static Optional<PublicJwk> key(Map<String, String> jwk) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>(jwk);
            members.remove("kid");
            try {
                return Optional.of(PublicJwk.read(StrictJson.object("A key", Json.write(members))));
            } catch (VerificationException e) {
                return Optional.empty();
            }
        }

        private static boolean isBase64Url(String part) {
            try {
                Base64Url.decode(part);
                return true;
            } catch (VerificationException e) {
                return false;
            }
        }
    }

    /** Section 4: the header, the unwrapping and the content of a JWE. */
    @Nested
    class Encrypted {

        /** Each case as the members of a document for one recipient, as they stand. */
        @Test
        void noDocumentOfTheFileIsOneOfOurs() {
            int run = 0;
            for (Fields group : groups()) {
                for (Fields test : group.objects("tests")) {
                    String word = test.text("jwe");
                    assertThatThrownBy(() -> Jwe.read(StrictJson.object("It", document(word))))
                            .as("test %s", test.integer("tcId"))
                            .isInstanceOf(VerificationException.class);
                    run++;
                }
            }
            assertThat(run).isEqualTo(139);
        }

        /** It never says whether the wrapping, the content key's length or the tag was wrong: as a Domain's keys none opens. */
        @Test
        void whatIsWrappedForAnRsaKeyFailsTheSame() {
            int run = 0;
            for (Fields group : groups()) {
                Fields key = group.object("private");
                if (!key.text("kty").equals("RSA")) {
                    continue;
                }
                PrivateKey own = privateKey(key);
                for (Fields test : group.objects("tests")) {
                    String[] parts = test.text("jwe").split("\\.", -1);
                    Thumbprint kid = Bytes.utf8("the HSM").thumbprint();
                    Jwe jwe = pastTheHeader(parts, kid);
                    assertThatThrownBy(() -> new JweSealer(new SecureRandom())
                                    .open(jwe, kid, wrapped -> RsaOaep.unwrap(own, wrapped)))
                            .as("test %s", test.integer("tcId"))
                            .isInstanceOf(VerificationException.class)
                            .hasMessage("The keys of the Domain cannot be opened by this HSM.");
                    run++;
                }
            }
            assertThat(run).isEqualTo(44);
        }

        private static List<Fields> groups() {
            return Vectors.read("wycheproof/json_web_encryption_test.json").objects("testGroups");
        }

        private static PrivateKey privateKey(Fields jwk) {
            return RsaKeys.privateKey(
                    number(jwk, "n"),
                    number(jwk, "d"),
                    number(jwk, "p"),
                    number(jwk, "q"),
                    number(jwk, "dp"),
                    number(jwk, "dq"),
                    number(jwk, "qi"));
        }

        private static BigInteger number(Fields jwk, String name) {
            return new BigInteger(1, Base64Url.decode(jwk.text(name)));
        }

        private static String document(String word) {
            String[] parts = word.split("\\.", -1);
            Map<String, @Nullable Object> header = Json.object();
            header.put("kid", Bytes.utf8("the HSM").thumbprint().value());
            Map<String, @Nullable Object> recipient = Json.object();
            recipient.put("header", header);
            recipient.put("encrypted_key", part(parts, 1));
            Map<String, @Nullable Object> members = Json.object();
            members.put("protected", part(parts, 0));
            members.put("recipients", List.of(recipient));
            members.put("aad", "");
            members.put("iv", part(parts, 2));
            members.put("ciphertext", part(parts, 3));
            members.put("tag", part(parts, 4));
            return Json.write(members);
        }

        private static String part(String[] parts, int number) {
            return number < parts.length ? parts[number] : "";
        }

        /** A case past the header and the sizes, which would refuse it before. */
        private static Jwe pastTheHeader(String[] parts, Thumbprint kid) {
            return new Jwe(
                    Jwe.Algorithm.RSA,
                    List.of(new Jwe.Recipient(kid, Bytes.fromBase64Url(parts[1]))),
                    Bytes.utf8(""),
                    Bytes.of(Arrays.copyOf(Base64Url.decode(parts[2]), AesGcm.NONCE_LENGTH)),
                    Bytes.fromBase64Url(parts[3]),
                    Bytes.of(Arrays.copyOf(Base64Url.decode(parts[4]), AesGcm.TAG_LENGTH)));
        }
    }
}

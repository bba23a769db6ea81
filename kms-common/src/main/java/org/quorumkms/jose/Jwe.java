package org.quorumkms.jose;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.crypto.HybridWrapping;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * A key set encrypted for several recipients: the General JWE JSON Serialization (RFC 7516, 7.2.1) with exactly one of
 * the two protected headers that Domains have.
 *
 * @param algorithm how the content key is wrapped for each of the recipients
 * @param recipients for whom it can be opened, in the order of the document
 * @param aad the additional authenticated data
 * @param nonce the 96-bit initialization vector
 * @param ciphertext the encrypted key set
 * @param tag the 128-bit tag
 */
public record Jwe(
        Algorithm algorithm, List<Recipient> recipients, Bytes aad, Bytes nonce, Bytes ciphertext, Bytes tag) {

    /** How the content key is wrapped. */
    public enum Algorithm {
        /** RSA-OAEP-256 (RFC 7518, 4.3). */
        RSA("RSA-OAEP-256"),
        /** RSA and ML-KEM both ({@link HybridWrapping}), named by the OID of the composite KEM: none is registered. */
        HYBRID("1.3.6.1.5.5.7.6.56+A256KW");

        private final String header;
        private final String encoded;

        Algorithm(String name) {
            this.header = "{\"alg\":\"" + name + "\",\"cty\":\"jwk-set+json\",\"enc\":\"A256GCM\"}";
            this.encoded = Base64Url.encode(header.getBytes(StandardCharsets.US_ASCII));
        }

        /** Returns the only protected header. */
        public String header() {
            return header;
        }

        private static Algorithm read(String encoded) {
            for (Algorithm one : values()) {
                if (one.encoded.equals(encoded)) {
                    return one;
                }
            }
            throw new VerificationException(
                    "The encrypted keys have a header other than " + RSA.header + " and " + HYBRID.header);
        }

        /** The associated data of the content encryption (RFC 7516, 5.1, step 14). */
        byte[] associatedData(Bytes aad) {
            return (encoded + "." + aad.base64Url()).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /**
     * The content key, wrapped for one recipient.
     *
     * @param kid what names the recipient's {@link WrappingKey}
     * @param wrapped the content key under it; of the hybrid {@code ek} and {@code encrypted_key}, one after the other
     */
    public record Recipient(Thumbprint kid, Bytes wrapped) {}

    /** Copies the list and checks the sizes. */
    public Jwe {
        recipients = List.copyOf(recipients);
        if (algorithm == Algorithm.HYBRID
                && recipients.stream().anyMatch(one -> one.wrapped().length() != HybridWrapping.LENGTH)) {
            throw new VerificationException("A recipient of the encrypted keys has an invalid length.");
        }
        if (nonce.length() != AesGcm.NONCE_LENGTH || tag.length() != AesGcm.TAG_LENGTH) {
            throw new VerificationException(
                    "The encrypted keys have an iv that is not 12 bytes or a tag that is not 16.");
        }
    }

    /** Reads the members of a JWE and refuses others. */
    public static Jwe read(Fields members) {
        Algorithm algorithm = Algorithm.read(members.text("protected"));
        List<Recipient> recipients = new ArrayList<>();
        for (Fields recipient : members.objects("recipients")) {
            Fields header = recipient.object("header");
            Bytes wrapped = Bytes.fromBase64Url(recipient.text("encrypted_key"));
            if (algorithm == Algorithm.HYBRID) {
                wrapped = joined(Bytes.fromBase64Url(header.text("ek")), wrapped);
            }
            recipients.add(new Recipient(new Thumbprint(header.text("kid")), wrapped));
            header.end();
            recipient.end();
        }
        Jwe jwe = new Jwe(
                algorithm,
                recipients,
                Bytes.fromBase64Url(members.text("aad")),
                Bytes.fromBase64Url(members.text("iv")),
                Bytes.fromBase64Url(members.text("ciphertext")),
                Bytes.fromBase64Url(members.text("tag")));
        members.end();
        return jwe;
    }

    /** Returns what is wrapped for one recipient, if it is one. */
    public Optional<Bytes> wrappedFor(Thumbprint kid) {
        return recipients.stream()
                .filter(recipient -> recipient.kid().equals(kid))
                .map(Recipient::wrapped)
                .findFirst();
    }

    /** Returns the members. */
    public Map<String, @Nullable Object> toJson() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("protected", algorithm.encoded);
        members.put("recipients", recipients.stream().map(this::recipientJson).toList());
        members.put("aad", aad.base64Url());
        members.put("iv", nonce.base64Url());
        members.put("ciphertext", ciphertext.base64Url());
        members.put("tag", tag.base64Url());
        return members;
    }

    private Map<String, @Nullable Object> recipientJson(Recipient recipient) {
        byte[] wrapped = recipient.wrapped().toArray();
        int split = algorithm == Algorithm.HYBRID ? HybridWrapping.CIPHERTEXT_LENGTH : 0;
        Map<String, @Nullable Object> header = Json.object();
        if (split > 0) {
            header.put("ek", Base64Url.encode(Arrays.copyOf(wrapped, split)));
        }
        header.put("kid", recipient.kid().value());
        Map<String, @Nullable Object> members = Json.object();
        members.put("header", header);
        members.put("encrypted_key", Base64Url.encode(Arrays.copyOfRange(wrapped, split, wrapped.length)));
        return members;
    }

    private static Bytes joined(Bytes ek, Bytes wrapped) {
        if (ek.length() != HybridWrapping.CIPHERTEXT_LENGTH) {
            throw new VerificationException("A recipient of the encrypted keys has an ek of an invalid length.");
        }
        return Bytes.of(Bytes.concatenated(ek.toArray(), wrapped.toArray()));
    }
}

package org.quorumkms.jose;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.AesGcm;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/**
 * A key set encrypted for several recipients: the General JWE JSON Serialization (RFC 7516, 7.2.1) with exactly the one
 * protected header that Domains have.
 *
 * @param recipients for whom it can be opened, in the order of the document
 * @param aad the additional authenticated data
 * @param nonce the 96-bit initialization vector
 * @param ciphertext the encrypted key set
 * @param tag the 128-bit tag
 */
public record Jwe(List<Recipient> recipients, Bytes aad, Bytes nonce, Bytes ciphertext, Bytes tag) {

    /** The only protected header. */
    public static final String HEADER = "{\"alg\":\"RSA-OAEP-256\",\"cty\":\"jwk-set+json\",\"enc\":\"A256GCM\"}";

    static final String PROTECTED = Base64Url.encode(HEADER.getBytes(StandardCharsets.US_ASCII));

    /**
     * The content key, wrapped for one recipient.
     *
     * @param kid the thumbprint of the recipient's encryption key
     * @param wrapped RSA-OAEP-256 of the content key
     */
    public record Recipient(Thumbprint kid, Bytes wrapped) {}

    /** Copies the list and checks the sizes. */
    public Jwe {
        recipients = List.copyOf(recipients);
        if (nonce.length() != AesGcm.NONCE_LENGTH || tag.length() != AesGcm.TAG_LENGTH) {
            throw new VerificationException(
                    "The encrypted keys have an iv that is not 12 bytes or a tag that is not 16.");
        }
    }

    /** Reads the members of a JWE and refuses others. */
    public static Jwe read(Fields members) {
        if (!members.text("protected").equals(PROTECTED)) {
            throw new VerificationException("The encrypted keys have a header other than " + HEADER);
        }
        List<Recipient> recipients = new ArrayList<>();
        for (Fields recipient : members.objects("recipients")) {
            Fields header = recipient.object("header");
            recipients.add(new Recipient(
                    new Thumbprint(header.text("kid")), Bytes.fromBase64Url(recipient.text("encrypted_key"))));
            header.end();
            recipient.end();
        }
        Jwe jwe = new Jwe(
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
        members.put("protected", PROTECTED);
        members.put("recipients", recipients.stream().map(Jwe::recipientJson).toList());
        members.put("aad", aad.base64Url());
        members.put("iv", nonce.base64Url());
        members.put("ciphertext", ciphertext.base64Url());
        members.put("tag", tag.base64Url());
        return members;
    }

    /** The associated data of the content encryption (RFC 7516, 5.1, step 14). */
    static byte[] associatedData(Bytes aad) {
        return (PROTECTED + "." + aad.base64Url()).getBytes(StandardCharsets.US_ASCII);
    }

    private static Map<String, @Nullable Object> recipientJson(Recipient recipient) {
        Map<String, @Nullable Object> header = Json.object();
        header.put("kid", recipient.kid().value());
        Map<String, @Nullable Object> members = Json.object();
        members.put("header", header);
        members.put("encrypted_key", recipient.wrapped().base64Url());
        return members;
    }
}

package org.quorumkms.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Sha256;

/**
 * A note with one Ed25519 signature (C2SP signed-note): the text, an empty line, and
 * {@code — NAME BASE64(key id ‖ signature)}.
 *
 * @param body the signed text; it ends with a line end
 * @param name the name of the signing key
 * @param keyId the first four bytes of SHA-256(name ‖ line end ‖ 0x01 ‖ public key)
 * @param signature 64 bytes
 */
record SignedNote(String body, String name, int keyId, org.quorumkms.signed.Bytes signature) {

    private static final String DASH = "\u2014 ";
    private static final byte[] ED25519 = {1};
    private static final int ID_LENGTH = 4;
    private static final int SIGNATURE_LENGTH = 64;
    private static final int MAX_LENGTH = 4096;

    static SignedNote sign(String body, String name, Ed25519Key key) {
        return new SignedNote(
                body,
                name,
                keyId(name, key.publicKey()),
                org.quorumkms.signed.Bytes.of(key.sign(body.getBytes(StandardCharsets.UTF_8))));
    }

    static SignedNote parse(String text) {
        int end = text.length() <= MAX_LENGTH ? text.indexOf("\n\n" + DASH) : -1;
        if (end < 0 || !text.endsWith("\n")) {
            throw malformed();
        }
        String line = text.substring(end + 2 + DASH.length(), text.length() - 1);
        int space = line.indexOf(' ');
        if (space <= 0 || line.indexOf('\n') >= 0 || line.indexOf(' ', space + 1) >= 0) {
            throw malformed();
        }
        byte[] value;
        try {
            value = Base64.getDecoder().decode(line.substring(space + 1));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        if (value.length != ID_LENGTH + SIGNATURE_LENGTH) {
            throw malformed();
        }
        SignedNote note = new SignedNote(
                text.substring(0, end + 1),
                line.substring(0, space),
                java.nio.ByteBuffer.wrap(value).getInt(),
                org.quorumkms.signed.Bytes.of(Arrays.copyOfRange(value, ID_LENGTH, value.length)));
        if (!note.toText().equals(text)) {
            throw malformed();
        }
        return note;
    }

    boolean isSignedBy(byte[] publicKey) {
        return keyId == keyId(name, publicKey)
                && Ed25519Key.verify(publicKey, body.getBytes(StandardCharsets.UTF_8), signature.toArray());
    }

    String toText() {
        byte[] value = java.nio.ByteBuffer.allocate(ID_LENGTH + SIGNATURE_LENGTH)
                .putInt(keyId)
                .put(signature.toArray())
                .array();
        return body + "\n" + DASH + name + " " + Base64.getEncoder().encodeToString(value) + "\n";
    }

    static int keyId(String name, byte[] publicKey) {
        byte[] hash = Sha256.hash((name + "\n").getBytes(StandardCharsets.UTF_8), ED25519, publicKey);
        return java.nio.ByteBuffer.wrap(hash).getInt();
    }

    private static VerificationException malformed() {
        return new VerificationException("A head of the audit log is not a signed note.");
    }
}

package org.quorumkms.signed;

/**
 * A document that keeps the bytes it came in and what they mean. Signatures and thumbprints are over the bytes; nothing
 * is ever rendered again before a check (protocol.md section 3).
 *
 * @param payload the bytes as they were received or made
 * @param body what they say
 */
public record Signed<T>(Bytes payload, T body) {

    /** Returns base64url(SHA-256(payload)). */
    public Thumbprint thumbprint() {
        return payload.thumbprint();
    }
}

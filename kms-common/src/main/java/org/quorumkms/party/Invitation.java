package org.quorumkms.party;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Fields;
import org.quorumkms.remote.Data;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Time;

/**
 * What brings a new client or operator in: one word to paste, {@code kms1.} and base64url of a JSON object. The secret in it
 * works once; all the rest is what the newcomer pins.
 *
 * @param contact what the newcomer pins
 * @param secret 32 bytes; whoever has them can claim
 * @param expires until when
 */
public record Invitation(Contact contact, Data secret, Instant expires) implements AutoCloseable {

    private static final PastedWord WORD = new PastedWord("kms1.", "invitation");
    private static final int VERSION = 1;

    /** Returns the word. It holds the secret. */
    public String toText() {
        Map<String, @Nullable Object> members = Contact.versioned(VERSION);
        contact.putInto(members);
        SecretBytes taken = secret.take();
        members.put("secret", Base64Url.encode(taken.exposed()));
        members.put("expires", Time.format(expires));
        return WORD.write(members);
    }

    /**
     * Reads a word.
     *
     * @throws RefusedException if it is not an invitation
     */
    public static Invitation parse(String text) {
        Fields members = WORD.read(text);
        try {
            members.version(VERSION);
            Contact contact = Contact.take(members);
            try (SecretBytes secret = SecretBytes.owning(Base64Url.decode(members.text("secret")))) {
                Instant expires = Time.parse(members.text("expires"));
                members.end();
                if (secret.length() != ClaimTerms.SECRET_LENGTH) {
                    throw WORD.malformed();
                }
                return new Invitation(contact, Data.of(secret), expires);
            }
        } catch (KmsException e) {
            throw WORD.malformed();
        }
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        secret.close();
    }

    @Override
    public String toString() {
        return "invitation to Domain " + contact.domain();
    }
}

package org.quorumkms.party;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Fields;

/**
 * What tells a home of a Domain that names its key already: one word to paste, {@code kmscard1.} and base64url of a JSON
 * object. Not a secret.
 *
 * @param contact what the newcomer pins
 */
public record Card(Contact contact) {

    private static final PastedWord WORD = new PastedWord("kmscard1.", "card");
    private static final int VERSION = 1;

    /** Returns the word. */
    public String toText() {
        Map<String, @Nullable Object> members = Contact.versioned(VERSION);
        contact.putInto(members);
        return WORD.write(members);
    }

    /** Returns whether a text begins as one does. */
    public static boolean isOne(String text) {
        return WORD.isIn(text);
    }

    /**
     * Reads a word.
     *
     * @throws RefusedException if it is not a card
     */
    public static Card parse(String text) {
        Fields members = WORD.read(text);
        try {
            members.version(VERSION);
            Card card = new Card(Contact.take(members));
            members.end();
            return card;
        } catch (KmsException e) {
            throw WORD.malformed();
        }
    }

    @Override
    public String toString() {
        return "card of Domain " + contact.domain();
    }
}

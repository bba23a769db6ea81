package org.quorumkms.age;

import java.util.List;
import org.quorumkms.crypto.SecretBytes;

/**
 * A stanza (C2SP age.md, "Recipient stanza"): in a file's header, and as a command between age and a plug-in.
 *
 * @param type its first word
 * @param arguments its other words
 * @param body bytes, which may be a file key: whoever has the stanza closes it
 */
record Stanza(String type, List<String> arguments, SecretBytes body) implements AutoCloseable {

    Stanza {
        arguments = List.copyOf(arguments);
    }

    @Override
    public void close() {
        body.close();
    }
}

package org.quorumkms.server.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.Trust;

/**
 * Trusts that were read from their rows before: a line is read at each call, and its documents seldom change. What counts is
 * the text of the rows, all of it: another text is another Trust.
 */
final class ParsedTrusts {

    private static final int MOST = 256;

    /**
     * The text of a Trust's rows.
     *
     * @param payload base64url
     * @param signatures the documents of its signatures, in their order
     */
    record Text(String payload, List<String> signatures) {

        /** Copies the list. */
        Text {
            signatures = List.copyOf(signatures);
        }
    }

    private final Map<Text, Trust> parsed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Text, Trust> eldest) {
            return size() > MOST;
        }
    };

    synchronized Trust of(Text text) {
        return parsed.computeIfAbsent(text, ParsedTrusts::parse);
    }

    private static Trust parse(Text text) {
        return Trust.of(
                Bytes.fromBase64Url(text.payload()),
                text.signatures().stream().map(JwsSignature::parse).toList());
    }
}

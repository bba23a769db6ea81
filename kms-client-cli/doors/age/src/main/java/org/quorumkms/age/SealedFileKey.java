package org.quorumkms.age;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.DomainId;
import org.quorumkms.signed.Bytes;

/**
 * A file key of age's that a Domain sealed: the stanza {@code -> quorum DOMAIN}, whose body is small data (protocol.md section 5).
 *
 * @param domain the Domain's UUID, which stands in the sealed bytes as well
 * @param sealed 77 bytes: 16 were sealed
 */
public record SealedFileKey(DomainId domain, Bytes sealed) {

    /** The first word of the stanza. */
    static final String TAG = "quorum";

    /** Bytes of age's file keys. */
    static final int FILE_KEY = 16;

    private static final byte SMALL_DATA = 1;
    private static final int LENGTH = 61 + FILE_KEY;

    /** Reads the arguments and the body of a stanza of this tag; empty: it is malformed. */
    static Optional<SealedFileKey> of(List<String> arguments, byte[] body) {
        return arguments.size() == 1
                        && DomainId.isOne(arguments.get(0))
                        && body.length == LENGTH
                        && body[0] == SMALL_DATA
                        && Arrays.equals(
                                body,
                                1,
                                1 + DomainId.LENGTH,
                                new DomainId(arguments.get(0)).toArray(),
                                0,
                                DomainId.LENGTH)
                ? Optional.of(new SealedFileKey(new DomainId(arguments.get(0)), Bytes.of(body)))
                : Optional.empty();
    }
}

package org.quorumkms.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.quorumkms.domain.Purpose;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Bytes;

/** Rings of keys as JWK Sets, as an HSM wraps them. */
public final class TestRing {

    /** A ring without keys, as before a claim of a Domain that signs. */
    public static final String EMPTY = "{\"keys\":[]}";

    private TestRing() {}

    /** Returns a ring of master keys, always the same ones. */
    public static String of(int count) {
        List<Map<String, Object>> keys = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            keys.add(Map.of(
                    "kty",
                    "oct",
                    "kid",
                    Integer.toString(number),
                    "k",
                    Bytes.utf8("master key " + number).thumbprint().value()));
        }
        return Json.write(Map.of("keys", keys));
    }

    /** Returns a ring for a purpose that opens, and signs nothing. */
    public static String of(Purpose purpose) {
        return purpose == Purpose.ENCRYPT ? of(1) : EMPTY;
    }
}

package org.quorumkms.operator;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumkms.domain.Domain;
import org.quorumkms.errors.KmsException;

/**
 * A Domain in a server's list: not verified. One that cannot be read hides no other.
 *
 * @param id its id, as far as it can be told; empty: it cannot
 * @param domain the Domain, if it can be read
 * @param why why it cannot be read; empty: it can
 */
public record ListedDomain(String id, Optional<Domain> domain, String why) {

    private static final Pattern PAYLOAD = Pattern.compile("\"payload\":\"([A-Za-z0-9_-]{1,1400})");
    private static final Pattern ID =
            Pattern.compile("\"id\":\"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\"");
    private static final int BASE64_GROUP = 4;

    /** Reads a row of a list. */
    static ListedDomain read(String text) {
        try {
            Domain domain = Domain.parse(text);
            return new ListedDomain(domain.body().id().value(), Optional.of(domain), "");
        } catch (KmsException e) {
            return new ListedDomain(claimedId(text), Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    /** What a document that cannot be read says of its id: for people. */
    private static String claimedId(String text) {
        Matcher payload = PAYLOAD.matcher(text);
        if (!payload.find()) {
            return "";
        }
        String encoded = payload.group(1);
        String whole = encoded.substring(0, encoded.length() / BASE64_GROUP * BASE64_GROUP);
        Matcher id = ID.matcher(new String(Base64.getUrlDecoder().decode(whole), StandardCharsets.UTF_8));
        return id.find() ? id.group(1) : "";
    }
}

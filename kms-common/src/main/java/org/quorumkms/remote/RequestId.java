package org.quorumkms.remote;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.regex.Pattern;
import org.quorumkms.signed.Base64Url;

/**
 * The name of one request that changes something: repeated by the same caller, it gets the first answer.
 *
 * @param value 22 characters of base64url, 128 random bits
 */
public record RequestId(String value) implements Serializable {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{22}");

    /** Checks the form. */
    public RequestId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("a request id should have 22 characters of base64url");
        }
    }

    /** Makes a fresh one. */
    public static RequestId random(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return new RequestId(Base64Url.encode(bytes));
    }
}

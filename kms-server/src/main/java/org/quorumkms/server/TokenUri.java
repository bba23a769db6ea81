package org.quorumkms.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.quorumkms.errors.UsageException;
import org.quorumkms.home.FileName;
import org.quorumkms.pkcs11.TokenName;

/**
 * Reads a token's name as a PKCS#11 URI (RFC 7512), of which these attributes are known: {@code token}, {@code serial}, {@code module-path},
 * {@code pin-source} (a file), and {@code x-parameters}, what the module's C_Initialize gets besides.
 */
final class TokenUri {

    private static final String SCHEME = "pkcs11:";
    private static final String TOKEN = "token";
    private static final String SERIAL = "serial";
    private static final String MODULE = "module-path";
    private static final String PARAMETERS = "x-parameters";
    private static final String PIN = "pin-source";
    private static final String FILE = "file:";
    private static final Set<String> KNOWN = Set.of(TOKEN, SERIAL, MODULE, PARAMETERS, PIN);

    private TokenUri() {}

    /**
     * Reads one.
     *
     * @throws UsageException if it is none, or has an attribute that is not known here
     */
    static TokenName parse(String uri) {
        if (!uri.startsWith(SCHEME)) {
            throw wrong(uri);
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String part : uri.substring(SCHEME.length()).split("[;?&]", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (equals < 0 || !KNOWN.contains(name) || attributes.containsKey(name)) {
                throw wrong(uri);
            }
            // A plus sign is itself there.
            attributes.put(
                    name, URLDecoder.decode(part.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        if (!attributes.containsKey(TOKEN) || !attributes.containsKey(MODULE)) {
            throw wrong(uri);
        }
        return new TokenName(
                FileName.path(attributes.get(MODULE)),
                attributes.getOrDefault(PARAMETERS, ""),
                attributes.get(TOKEN),
                attributes.getOrDefault(SERIAL, ""),
                pinFile(attributes.getOrDefault(PIN, "")));
    }

    /** Of what RFC 7512 section 2.4 allows, a file: a command ({@code |}) is never run. */
    private static String pinFile(String source) {
        String file = source.startsWith(FILE) ? source.substring(FILE.length()) : source;
        if (file.startsWith("|") || file.contains("://")) {
            throw new UsageException("pin-source names a file: pin-source=file:/etc/kms/pin.");
        }
        return file.isEmpty() ? "" : FileName.path(file).toAbsolutePath().toString();
    }

    private static UsageException wrong(String uri) {
        return new UsageException(uri + " is not an HSM. Give software, or a token as a PKCS#11 URI:"
                + " 'pkcs11:token=LABEL?module-path=/usr/lib/softhsm/libsofthsm2.so'.");
    }
}

package org.quorumkms.net;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quorumkms.errors.UsageException;

/**
 * Where a server listens: {@code HOST:PORT}, an IPv6 address in brackets.
 *
 * @param host a name or an address
 * @param port 0 to 65535; 0 where one shall be chosen
 */
public record Address(String host, int port) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}]):([0-9]{1,5})");

    /** Reads an address. */
    public static Address parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= 0xFFFF) {
            return new Address(matcher.group(1), Integer.parseInt(matcher.group(2)));
        }
        throw new UsageException("That is not an address of a server. Write HOST:PORT, such as 127.0.0.1:7311.");
    }

    /** Reads the addresses that are some, and leaves out what is none: a server's word, which nobody can mend here. */
    public static List<Address> known(List<String> texts) {
        return texts.stream()
                .filter(text -> FORM.matcher(text).matches())
                .filter(text -> Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) <= 0xFFFF)
                .map(Address::parse)
                .toList();
    }

    /** Reads addresses with commas between them. */
    public static List<Address> parseList(String text) {
        return Arrays.stream(text.split(",", -1)).map(Address::parse).toList();
    }

    // As the compiler would write it; a record's own is put together at its first use, which a start pays for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && host.equals(that.host) && port == that.port;
    }

    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

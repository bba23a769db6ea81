package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * What a use of a Domain needs to know of {@link Pins}: kept in lines of text, so that a program that encrypts a small
 * file need not read JSON and verify Trusts that it verified when it pinned them. It begins with the hash of the pins
 * that it was made from, and stands for no others.
 *
 * @param servers addresses, the preferred one first
 * @param vouching signing keys of the HSMs that may vouch for a server
 * @param domains the Domains that this home took up and may use
 */
public record PinSummary(List<Address> servers, Set<Thumbprint> vouching, List<Usable> domains) {

    private static final String VERSION = "quorum-kms pins 2";
    private static final String SERVER = "server";
    private static final String VOUCHING = "vouching";
    private static final String DOMAIN = "domain";
    private static final String END = "end";
    private static final int DOMAIN_FIELDS = 7;

    /**
     * A Domain that this home may use.
     *
     * @param seen how it is named in calls
     * @param purpose what its keys are for
     * @param contextRequired whether nothing is sealed with an empty context
     * @param name for people
     */
    public record Usable(SeenDomain seen, Purpose purpose, boolean contextRequired, String name) {

        static Usable of(PinnedDomain domain) {
            return new Usable(domain.seen(), domain.purpose(), domain.contextRequired(), domain.name());
        }
    }

    /** Copies the collections. */
    public PinSummary {
        servers = List.copyOf(servers);
        vouching = Set.copyOf(vouching);
        domains = List.copyOf(domains);
    }

    /** Takes what a use needs out of pins. */
    public static PinSummary of(Pins pins) {
        return new PinSummary(
                pins.addresses(),
                pins.vouching(),
                pins.domains().stream()
                        .filter(domain -> !domain.left())
                        .map(Usable::of)
                        .toList());
    }

    /** Returns a Domain that this home may use. */
    public Optional<Usable> domain(DomainId id) {
        return domains.stream().filter(one -> one.seen().id().equals(id)).findFirst();
    }

    /** Writes it, bound to the content of the file of pins. */
    byte[] write(byte[] pins) {
        List<String> lines = new ArrayList<>(List.of(VERSION, hash(pins)));
        servers.forEach(server -> lines.add(SERVER + " " + server));
        vouching.forEach(key -> lines.add(VOUCHING + " " + key.value()));
        domains.forEach(domain -> lines.add(String.join(
                " ",
                DOMAIN,
                domain.seen().id().value(),
                Integer.toString(domain.seen().revision()),
                domain.seen().thumbprint().value(),
                domain.purpose().text(),
                Boolean.toString(domain.contextRequired()),
                domain.name())));
        lines.add(END);
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Reads it, if it is whole and stands for these pins. */
    static Optional<PinSummary> read(byte[] content, byte[] pins) {
        String text = new String(content, StandardCharsets.UTF_8);
        List<String> lines = Arrays.asList(text.split("\n", -1));
        if (!text.endsWith("\n" + END + "\n")
                || !lines.get(0).equals(VERSION)
                || lines.size() < 4
                || !lines.get(1).equals(hash(pins))) {
            return Optional.empty();
        }
        List<Address> servers = new ArrayList<>();
        Set<Thumbprint> vouching = new HashSet<>();
        List<Usable> domains = new ArrayList<>();
        for (String line : lines.subList(2, lines.size() - 2)) {
            String[] fields = line.split(" ", DOMAIN_FIELDS);
            switch (fields[0]) {
                case SERVER -> servers.add(Address.parse(fields[1]));
                case VOUCHING -> vouching.add(new Thumbprint(fields[1]));
                default -> domains.add(domain(fields));
            }
        }
        return Optional.of(new PinSummary(servers, vouching, domains));
    }

    private static Usable domain(String[] fields) {
        return new Usable(
                new SeenDomain(new DomainId(fields[1]), Integer.parseInt(fields[2]), new Thumbprint(fields[3])),
                Purpose.of(fields[4]),
                Boolean.parseBoolean(fields[5]),
                fields[6]);
    }

    private static String hash(byte[] pins) {
        return Base64Url.encode(Sha256.hash(pins));
    }
}

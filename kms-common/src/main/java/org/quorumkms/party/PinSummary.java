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
 * @param domains the claimed Domains
 */
public record PinSummary(List<Address> servers, Set<Thumbprint> vouching, List<PinnedDomain> domains) {

    private static final String VERSION = "quorum-kms pins 1";
    private static final String SERVER = "server";
    private static final String VOUCHING = "vouching";
    private static final String DOMAIN = "domain";
    private static final String END = "end";
    private static final int DOMAIN_FIELDS = 6;

    /** Copies the collections. */
    public PinSummary {
        servers = List.copyOf(servers);
        vouching = Set.copyOf(vouching);
        domains = List.copyOf(domains);
    }

    static PinSummary of(Pins pins) {
        return new PinSummary(pins.servers(), pins.vouching(), pins.domains());
    }

    /** Returns a claimed Domain. */
    public Optional<PinnedDomain> domain(DomainId id) {
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
                domain.seen().trust().value(),
                domain.purpose().text(),
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
        List<PinnedDomain> domains = new ArrayList<>();
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

    private static PinnedDomain domain(String[] fields) {
        return new PinnedDomain(
                new SeenDomain(new DomainId(fields[1]), Integer.parseInt(fields[2]), new Thumbprint(fields[3])),
                fields[5],
                Purpose.of(fields[4]));
    }

    private static String hash(byte[] pins) {
        return Base64Url.encode(Sha256.hash(pins));
    }
}

package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.PinnedTrusts;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What a home remembers (T7): the genesis it pinned, the newest Trust of each line it has seen, the Domains it claimed,
 * and where its servers are. Immutable; {@link PinFile} keeps it.
 *
 * @param servers addresses from invitations
 * @param trusts the pinned lines
 * @param domains the claimed Domains
 * @param signers Domains of others whose signatures this home expects, and may not use
 */
public record Pins(List<Address> servers, PinnedTrusts trusts, List<PinnedDomain> domains, List<PinnedDomain> signers) {

    private static final int VERSION = 1;
    private static final int MOST_SERVERS = 64;
    private static final String WHAT = "The file pins.json of this home";

    /** Copies the lists. */
    public Pins {
        servers = List.copyOf(servers);
        domains = List.copyOf(domains);
        signers = List.copyOf(signers);
    }

    /** Begins with an invitation's genesis and addresses. */
    public static Pins begin(Thumbprint genesis, List<Address> servers) {
        return new Pins(servers, new PinnedTrusts(genesis, List.of()), List.of(), List.of());
    }

    /** Returns the pinned genesis. */
    public Thumbprint genesis() {
        return trusts.genesis();
    }

    /** Sees a Trust: the newest of its line is remembered, an older one changes nothing, a fork is refused (T7). */
    public Pins with(VerifiedTrust trust) {
        return new Pins(servers, trusts.see(trust), domains, signers);
    }

    /** Sees a Domain and its Trust: at least the revision that was seen, under that Trust or one reached from it (D3). */
    public Pins with(VerifiedDomain domain) {
        Optional<PinnedDomain> seen = domain(domain.body().id());
        seen.ifPresent(pinned -> domain.requireSince(pinned.seen()));
        List<PinnedDomain> others = new ArrayList<>(domains);
        seen.ifPresent(others::remove);
        others.add(PinnedDomain.of(domain));
        return new Pins(servers, trusts.see(domain.trust()), others, signers);
    }

    /** Forgets a Domain that this home may not use any more. */
    public Pins without(DomainId id) {
        return new Pins(
                servers,
                trusts,
                domains.stream().filter(one -> !one.seen().id().equals(id)).toList(),
                signers);
    }

    /**
     * Sees a Domain of another whose signatures are expected here: at least the revision that was seen, under that Trust or
     * one reached from it. Its Trust is not pinned: what may vouch for servers is decided by invitations alone.
     */
    public Pins expecting(VerifiedDomain signer) {
        Optional<PinnedDomain> seen = signer(signer.body().id());
        seen.ifPresent(pinned -> signer.requireSince(pinned.seen()));
        List<PinnedDomain> others = new ArrayList<>(signers);
        seen.ifPresent(others::remove);
        others.add(PinnedDomain.of(signer));
        return new Pins(servers, trusts, domains, others);
    }

    /** Returns a Domain whose signatures are expected here. */
    public Optional<PinnedDomain> signer(DomainId id) {
        return signers.stream().filter(one -> one.seen().id().equals(id)).findFirst();
    }

    /** Adds addresses of servers, known ones staying first. */
    public Pins withServers(List<Address> more) {
        List<Address> all = new ArrayList<>(servers);
        more.stream().filter(address -> !all.contains(address)).forEach(all::add);
        return new Pins(all, trusts, domains, signers);
    }

    /**
     * Takes over where a system's servers are now: those that were known and are named again come first, then new ones,
     * then the others that were known. None is forgotten on the word of a server: it may be wrong.
     */
    public Pins withServersNow(List<Address> now) {
        return new Pins(servers.stream().filter(now::contains).toList(), trusts, domains, signers)
                .withServers(now.stream().limit(MOST_SERVERS).toList())
                .withServers(servers)
                .firstServers();
    }

    private Pins firstServers() {
        return new Pins(servers.stream().limit(MOST_SERVERS).toList(), trusts, domains, signers);
    }

    /** Returns a claimed Domain. */
    public Optional<PinnedDomain> domain(DomainId id) {
        return domains.stream().filter(one -> one.seen().id().equals(id)).findFirst();
    }

    /** Returns the home's own operator Domain, if it is an operator's. */
    public Optional<PinnedDomain> operatorDomain() {
        return domains.stream().filter(one -> one.purpose() == Purpose.OPERATOR).findFirst();
    }

    /**
     * Returns the signing keys of the HSMs that may vouch for a server: those in the newest Trusts. Genesis vouches only
     * as long as no other Trust is pinned.
     */
    public Set<Thumbprint> vouching() {
        boolean only = trusts.lines().stream().allMatch(Pins::isGenesis);
        Set<Thumbprint> keys = new HashSet<>();
        for (VerifiedTrust line : trusts.lines()) {
            if (only || !isGenesis(line)) {
                line.body().hsms().forEach(hsm -> keys.add(hsm.signing().thumbprint()));
            }
        }
        return keys;
    }

    private static boolean isGenesis(VerifiedTrust line) {
        return line.chain().trusts().size() == 1;
    }

    byte[] write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("genesis", genesis().value());
        members.put("servers", servers.stream().map(Address::toString).toList());
        members.put(
                "lines",
                trusts.lines().stream().map(line -> line.chain().toText()).toList());
        members.put("domains", domains.stream().map(Pins::domainJson).toList());
        if (!signers.isEmpty()) {
            members.put("signers", signers.stream().map(Pins::domainJson).toList());
        }
        return Json.writeIndented(members).getBytes(StandardCharsets.UTF_8);
    }

    static Pins read(byte[] content) {
        Fields members = StrictJson.collection(WHAT, StrictJson.decode(WHAT, content));
        members.version(VERSION);
        Thumbprint genesis = new Thumbprint(members.text("genesis"));
        TrustVerifier verifier = new TrustVerifier(genesis);
        Pins pins = new Pins(
                members.texts("servers").stream().map(Address::parse).toList(),
                new PinnedTrusts(
                        genesis,
                        members.texts("lines").stream()
                                .map(line ->
                                        verifier.verify(TrustChain.parse(line)).require())
                                .toList()),
                members.objects("domains").stream().map(Pins::readDomain).toList(),
                members.has("signers")
                        ? members.objects("signers").stream()
                                .map(Pins::readDomain)
                                .toList()
                        : List.of());
        members.end();
        return pins;
    }

    private static Map<String, @Nullable Object> domainJson(PinnedDomain domain) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("id", domain.seen().id().value());
        members.put("revision", domain.seen().revision());
        members.put("trust", domain.seen().trust().value());
        members.put("name", domain.name());
        members.put("purpose", domain.purpose().text());
        return members;
    }

    private static PinnedDomain readDomain(Fields members) {
        PinnedDomain domain = new PinnedDomain(
                new SeenDomain(
                        new DomainId(members.text("id")),
                        members.integer("revision"),
                        new Thumbprint(members.text("trust"))),
                members.text("name"),
                Purpose.of(members.text("purpose")));
        members.end();
        return domain;
    }
}

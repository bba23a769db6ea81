package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.Proof;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.KnownTrusts;
import org.quorumkms.trust.PinnedTrusts;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.VerifiedTrust;

/**
 * What a home remembers (T7): the genesis it pinned, the newest Trust of each line it has seen, the Domains it claimed,
 * and where its servers are. Immutable; {@link PinFile} keeps it.
 *
 * @param servers where servers may be called, the preferred one first
 * @param trusts the pinned lines
 * @param domains the claimed Domains
 * @param signers Domains of others whose signatures this home expects, and may not use
 */
public record Pins(
        List<KnownServer> servers, PinnedTrusts trusts, List<PinnedDomain> domains, List<PinnedDomain> signers) {

    private static final int VERSION = 2;
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
        return new Pins(
                known(servers, KnownServer.Source.INVITATION),
                new PinnedTrusts(genesis, List.of()),
                List.of(),
                List.of());
    }

    /** Returns the pinned genesis. */
    public Thumbprint genesis() {
        return trusts.genesis();
    }

    /** Sees a Trust: the newest of its line is remembered, an older one changes nothing, a fork is refused (T7). */
    public Pins with(VerifiedTrust trust) {
        return new Pins(servers, trusts.see(trust), domains, signers);
    }

    /**
     * Sees a Domain and its Trust: the revision that was seen, or one that descends from it (T7).
     *
     * @param proof what shows that it does
     */
    public Pins with(VerifiedDomain domain, Proof proof) {
        domain(domain.body().id()).ifPresent(pinned -> pinned.descent().require(domain, proof));
        return pinned(PinnedDomain.of(domain)).with(domain.trust());
    }

    /** Sees a Domain with all that was before it. */
    public Pins with(VerifiedDomain domain, ExportedDomain exported) {
        return with(domain, exported.proof());
    }

    /** Remembers that the newest revision of a Domain does not name this home's key any more. */
    public Pins leaving(VerifiedDomain newest, Proof proof) {
        return with(newest, proof).pinned(PinnedDomain.of(newest).leaving());
    }

    private Pins pinned(PinnedDomain domain) {
        return new Pins(servers, trusts, replaced(domains, domain), signers);
    }

    private static List<PinnedDomain> replaced(List<PinnedDomain> all, PinnedDomain domain) {
        List<PinnedDomain> others = new ArrayList<>(
                all.stream().filter(one -> !one.id().equals(domain.id())).toList());
        others.add(domain);
        return others;
    }

    /** T6: takes the branch of a Domain that a person chose, whatever was seen of it. */
    public Pins repinned(VerifiedDomain domain) {
        return pinned(PinnedDomain.of(domain));
    }

    /** T6: takes the branch of a line that a person chose, whatever was seen of it. */
    public Pins repinned(VerifiedTrust trust) {
        List<VerifiedTrust> lines = new ArrayList<>(trusts.lines().stream()
                .filter(line -> !line.lineRoot().equals(trust.lineRoot()))
                .toList());
        lines.add(trust);
        return new Pins(servers, new PinnedTrusts(genesis(), lines), domains, signers);
    }

    /**
     * Sees a Domain of another whose signatures are expected here: the revision that was seen, or one that descends from it.
     * Its Trust is not pinned: what may vouch for servers is decided by invitations alone.
     */
    public Pins expecting(VerifiedDomain signer, Proof proof) {
        signer(signer.body().id()).ifPresent(pinned -> pinned.descent().require(signer, proof));
        return new Pins(servers, trusts, domains, replaced(signers, PinnedDomain.of(signer)));
    }

    /** Returns a Domain whose signatures are expected here. */
    public Optional<PinnedDomain> signer(DomainId id) {
        return signers.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** Returns where servers may be called, the preferred one first. */
    public List<Address> addresses() {
        return servers.stream().map(KnownServer::address).toList();
    }

    /** Adds addresses of an invitation or a card, known ones staying first. */
    public Pins withServers(List<Address> more) {
        return adding(known(more, KnownServer.Source.INVITATION));
    }

    /** Takes what a person said; with none, what was said before is forgotten. */
    public Pins withServersSet(List<Address> said) {
        List<KnownServer> others = servers.stream()
                .filter(one -> one.source() != KnownServer.Source.SET)
                .filter(one -> !said.contains(one.address()))
                .toList();
        return new Pins(known(said, KnownServer.Source.SET), trusts, domains, signers).adding(others);
    }

    /**
     * Takes over where a system's servers are now: those that were known and are named again come first, then new ones,
     * then the others that were known. None is forgotten on the word of a server: it may be wrong.
     */
    public Pins withServersNow(List<Address> now) {
        List<KnownServer> first = servers.stream()
                .filter(one -> one.source() == KnownServer.Source.SET || now.contains(one.address()))
                .toList();
        List<Address> named = now.stream().limit(MOST_SERVERS).toList();
        return new Pins(first, trusts, domains, signers)
                .adding(known(named, KnownServer.Source.SYSTEM))
                .adding(servers)
                .firstServers();
    }

    private Pins adding(List<KnownServer> more) {
        List<KnownServer> all = new ArrayList<>(servers);
        more.stream()
                .filter(one -> all.stream().noneMatch(known -> known.address().equals(one.address())))
                .forEach(all::add);
        return new Pins(all, trusts, domains, signers);
    }

    private static List<KnownServer> known(List<Address> addresses, KnownServer.Source source) {
        return addresses.stream()
                .map(address -> new KnownServer(address, source))
                .toList();
    }

    private Pins firstServers() {
        return new Pins(servers.stream().limit(MOST_SERVERS).toList(), trusts, domains, signers);
    }

    /** Returns a claimed Domain. */
    public Optional<PinnedDomain> domain(DomainId id) {
        return domains.stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** Returns the home's own operator Domain, if it is an operator's. */
    public Optional<PinnedDomain> operatorDomain() {
        return domains.stream()
                .filter(one -> one.purpose() == Purpose.OPERATOR && !one.left())
                .findFirst();
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
        members.put("servers", servers.stream().map(Pins::serverJson).toList());
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
        members.edition(VERSION);
        Thumbprint genesis = new Thumbprint(members.text("genesis"));
        KnownTrusts known = new KnownTrusts(genesis);
        Pins pins = new Pins(
                members.objects("servers").stream().map(Pins::readServer).toList(),
                new PinnedTrusts(
                        genesis,
                        members.texts("lines").stream()
                                .map(line -> known.require(TrustChain.parse(line)))
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

    private static Map<String, @Nullable Object> serverJson(KnownServer server) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("address", server.address().toString());
        members.put("source", server.source().text());
        return members;
    }

    private static KnownServer readServer(Fields members) {
        KnownServer server =
                new KnownServer(Address.parse(members.text("address")), KnownServer.Source.of(members.text("source")));
        members.end();
        return server;
    }

    private static Map<String, @Nullable Object> domainJson(PinnedDomain domain) {
        Map<String, @Nullable Object> members = domain.descent().toJson();
        members.put("name", domain.name());
        members.put("contextRequired", domain.contextRequired());
        members.put("left", domain.left());
        return members;
    }

    private static PinnedDomain readDomain(Fields members) {
        PinnedDomain domain = new PinnedDomain(
                Descent.take(members), members.text("name"), members.bool("contextRequired"), members.bool("left"));
        members.end();
        return domain;
    }
}

package org.quorumkms.party;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprint;

/**
 * What a newcomer pins at first contact, and what an invitation and a card have in common (protocol.md section 10). Nothing in
 * it is secret, and everything in it decides: it must come, over a way that its reader trusts, from who made or shared the
 * Domain.
 *
 * @param servers where to call
 * @param hsm the thumbprint of the signing key of an HSM that vouches for the server
 * @param genesis the thumbprint of the system's genesis Trust
 * @param domain the Domain
 * @param revision the thumbprint of the revision that it was made for
 * @param trust the thumbprint of that revision's Trust
 */
public record Contact(
        List<Address> servers,
        Thumbprint hsm,
        Thumbprint genesis,
        DomainId domain,
        Thumbprint revision,
        Thumbprint trust) {

    private static final int MAX_SERVERS = 64;

    /** Copies the list. */
    public Contact {
        servers = List.copyOf(servers);
        if (servers.isEmpty() || servers.size() > MAX_SERVERS) {
            throw new VerificationException("An invitation or a card names 1 to 64 servers.");
        }
    }

    void putInto(Map<String, @Nullable Object> members) {
        members.put("servers", servers.stream().map(Address::toString).toList());
        members.put("hsm", hsm.value());
        members.put("genesis", genesis.value());
        members.put("domain", domain.value());
        members.put("revision", revision.value());
        members.put("trust", trust.value());
    }

    static Contact take(Fields members) {
        return new Contact(
                members.texts("servers").stream().map(Address::parse).toList(),
                new Thumbprint(members.text("hsm")),
                new Thumbprint(members.text("genesis")),
                new DomainId(members.text("domain")),
                new Thumbprint(members.text("revision")),
                new Thumbprint(members.text("trust")));
    }

    /**
     * D4: requires that a Domain is the one that this names: that revision, or one in whose earlier ones it stands and whose
     * moves say that the Domain stood under that Trust at that place.
     *
     * @throws VerificationException if it is not: somebody put another in its place
     */
    public void requireFirstContact(ExportedDomain exported) {
        if (!exported.domain().body().id().equals(domain)) {
            throw new VerificationException("D3: the server answered with another Domain than was asked for.");
        }
        Optional<Integer> place = place(exported);
        if (place.isEmpty() || !exported.domain().body().moves().at(place.get()).equals(trust)) {
            throw new VerificationException(
                    "D4: the Domain that the server shows does not come from the one that you were"
                            + " invited to. Do not use it; ask whoever invited you.");
        }
    }

    private Optional<Integer> place(ExportedDomain exported) {
        int number = exported.domain().body().revision();
        if (exported.domain().thumbprint().equals(revision)) {
            return Optional.of(number);
        }
        for (int i = 0; i < exported.earlier().size(); i++) {
            if (exported.earlier().get(i).equals(revision)) {
                return Optional.of(i + 1);
            }
        }
        return Optional.empty();
    }

    static Map<String, @Nullable Object> versioned(int version) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", version);
        return members;
    }
}

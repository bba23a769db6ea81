package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.DomainId;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.net.Address;
import org.quorumkms.remote.Data;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What brings a new client or operator in: one line of text to paste, {@code kms1.} and base64url of a JSON object. The
 * secret in it works once; all the rest is what the newcomer pins.
 *
 * @param servers where to call
 * @param hsm the thumbprint of the signing key of the HSM that vouches for the server at first contact
 * @param genesis the thumbprint of the system's genesis Trust
 * @param domain the Domain to claim
 * @param trust the thumbprint of its Trust
 * @param secret 32 bytes; whoever has them can claim
 * @param expires until when
 */
public record Invitation(
        List<Address> servers,
        Thumbprint hsm,
        Thumbprint genesis,
        DomainId domain,
        Thumbprint trust,
        Data secret,
        Instant expires) {

    private static final String PREFIX = "kms1.";
    private static final int VERSION = 1;
    private static final int MAX_LENGTH = 8192;
    private static final int MAX_SERVERS = 64;

    /** Copies the list. */
    public Invitation {
        servers = List.copyOf(servers);
    }

    /** Returns the line of text. It holds the secret. */
    public String toText() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("servers", servers.stream().map(Address::toString).toList());
        members.put("hsm", hsm.value());
        members.put("genesis", genesis.value());
        members.put("domain", domain.value());
        members.put("trust", trust.value());
        SecretBytes taken = secret.take();
        members.put("secret", Base64Url.encode(taken.exposed()));
        members.put("expires", Time.format(expires));
        return PREFIX + Base64Url.encode(Json.write(members).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a line of text; white space around it is left out.
     *
     * @throws RefusedException if it is not an invitation
     */
    public static Invitation parse(String line) {
        String text = line.strip();
        if (!text.startsWith(PREFIX) || text.length() > MAX_LENGTH) {
            throw malformed();
        }
        try {
            Fields members = StrictJson.object("The invitation", Base64Url.decode(text.substring(PREFIX.length())));
            members.version(VERSION);
            List<String> servers = members.texts("servers");
            byte[] secret = Base64Url.decode(members.text("secret"));
            Invitation invitation = new Invitation(
                    servers.stream().map(Address::parse).toList(),
                    new Thumbprint(members.text("hsm")),
                    new Thumbprint(members.text("genesis")),
                    new DomainId(members.text("domain")),
                    new Thumbprint(members.text("trust")),
                    Data.of(SecretBytes.owning(secret)),
                    Time.parse(members.text("expires")));
            members.end();
            if (servers.isEmpty() || servers.size() > MAX_SERVERS || secret.length != ClaimTerms.SECRET_LENGTH) {
                throw malformed();
            }
            return invitation;
        } catch (KmsException e) {
            throw malformed();
        }
    }

    private static RefusedException malformed() {
        return new RefusedException(
                "This is not an invitation, or not a whole one. Paste the one line that begins with kms1.");
    }

    @Override
    public String toString() {
        return "invitation to Domain " + domain;
    }
}

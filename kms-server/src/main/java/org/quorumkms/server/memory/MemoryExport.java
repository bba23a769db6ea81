package org.quorumkms.server.memory;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.Descent;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustVerifier;
import org.quorumkms.trust.VerifiedTrust;

/**
 * A server's memory as a file to hand on (protocol.md section 10): JSON lines, first {@code {version, genesis, server, made}}, then
 * the newest Trust of each line and what T7 compares of each Domain, last {@code {entries, sha256}} over the lines before.
 *
 * @param server whose memory it is
 * @param made when it was written
 * @param lines the newest Trust of each line, verified to genesis
 * @param domains what is remembered of each Domain
 */
public record MemoryExport(Thumbprint server, Instant made, List<VerifiedTrust> lines, List<Descent> domains) {

    private static final String WHAT = "The exported memory";
    private static final int VERSION = 1;

    /** Copies the lists. */
    public MemoryExport {
        lines = List.copyOf(lines);
        domains = List.copyOf(domains);
    }

    /** Writes a memory. */
    public static void write(Memory memory, Thumbprint genesis, Thumbprint server, Instant now, OutputStream out)
            throws IOException {
        MessageDigest digest = Sha256.digest();
        int entries = 0;
        Map<String, @Nullable Object> head = Json.object();
        head.put("version", VERSION);
        head.put("genesis", genesis.value());
        head.put("server", server.value());
        head.put("made", Time.format(now));
        line(out, digest, head);
        for (VerifiedTrust trust : memory.lines()) {
            Map<String, @Nullable Object> members = Json.object();
            members.put("line", trust.chain().toText());
            line(out, digest, members);
            entries++;
        }
        for (Descent descent : memory.all()) {
            line(out, digest, descent.toJson());
            entries++;
        }
        Map<String, @Nullable Object> end = Json.object();
        end.put("entries", entries);
        end.put("sha256", Thumbprint.ofHash(digest.digest()).value());
        out.write((Json.write(end) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static void line(OutputStream out, MessageDigest digest, Map<String, @Nullable Object> members)
            throws IOException {
        byte[] text = (Json.write(members) + "\n").getBytes(StandardCharsets.UTF_8);
        digest.update(text);
        out.write(text);
    }

    /**
     * Reads a memory.
     *
     * @throws VerificationException if it is another system's, has no end, or was changed
     */
    public static MemoryExport read(InputStream in, Thumbprint genesis) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            MessageDigest digest = Sha256.digest();
            Fields head = next(lines, digest);
            head.version(VERSION);
            requireOwn(genesis, new Thumbprint(head.text("genesis")));
            Thumbprint server = new Thumbprint(head.text("server"));
            Instant made = Time.parse(head.text("made"));
            head.end();
            TrustVerifier verifier = new TrustVerifier(genesis);
            List<VerifiedTrust> trusts = new ArrayList<>();
            List<Descent> domains = new ArrayList<>();
            while (true) {
                byte[] before = ((MessageDigest) digest.clone()).digest();
                Fields members = next(lines, digest);
                if (members.has("sha256")) {
                    requireEnd(members, trusts.size() + domains.size(), before);
                    return new MemoryExport(server, made, trusts, domains);
                }
                if (members.has("line")) {
                    trusts.add(verifier.verify(TrustChain.parse(members.text("line")))
                            .require());
                } else {
                    domains.add(Descent.take(members));
                }
                members.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("every provider's SHA-256 can be cloned", e);
        }
    }

    private static Fields next(BufferedReader lines, MessageDigest digest) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new VerificationException(WHAT + " has no end: it was cut.");
        }
        digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        return StrictJson.collection(WHAT, line);
    }

    private static void requireOwn(Thumbprint genesis, Thumbprint named) {
        if (!named.equals(genesis)) {
            throw new VerificationException(WHAT + " belongs to another system (genesis " + named.abbreviated() + ").");
        }
    }

    private static void requireEnd(Fields members, int entries, byte[] digest) {
        boolean right = members.integer("entries") == entries
                && members.text("sha256").equals(Thumbprint.ofHash(digest).value());
        members.end();
        if (!right) {
            throw new VerificationException(WHAT + " was changed or damaged.");
        }
    }
}

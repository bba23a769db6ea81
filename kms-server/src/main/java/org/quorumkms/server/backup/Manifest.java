package org.quorumkms.server.backup;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Time;

/**
 * What a backup consists of. It is written last, so that a backup without it was not finished. The checksums find
 * damage; its signature ({@link ManifestSignature}), the documents inside, which are signed, and the HSM files, which are sealed, find malice.
 *
 * @param created when the backup was begun
 * @param genesis the thumbprint of the system's genesis Trust
 * @param entries its files
 */
public record Manifest(Instant created, Thumbprint genesis, List<Entry> entries) {

    /** The name of the manifest in a backup. */
    public static final String NAME = "manifest.json";

    /** The name of the store's copy in a backup. */
    public static final String STORE = "store.jsonl";

    /** The name of the server's configuration in a backup. */
    public static final String CONFIG = "server.json";

    /** The name of the server's memory in a backup. */
    public static final String MEMORY = "memory.jsonl";

    /** The folder of the HSM files in a backup. */
    public static final String HSMS = "hsms/";

    private static final String WHAT = "The manifest of the backup";
    private static final int VERSION = 2;
    private static final Pattern NAMES =
            Pattern.compile("store\\.jsonl|memory\\.jsonl|server\\.json|hsms/[A-Za-z0-9_-]{43}\\.(bcfks|p11\\.json)");

    /**
     * A file of a backup.
     *
     * @param name where it is
     * @param bytes how long it is, as a decimal number
     * @param sha256 its SHA-256, base64url
     */
    public record Entry(String name, String bytes, Thumbprint sha256) {

        /** Checks the name: nothing outside the backup is ever written. */
        public Entry {
            if (!NAMES.matcher(name).matches()) {
                throw new VerificationException(WHAT + " names a file that no backup has.");
            }
        }
    }

    /** Copies the list and checks that what every backup has is there. */
    public Manifest {
        entries = List.copyOf(entries);
        List<String> names = entries.stream().map(Entry::name).toList();
        if (names.stream().distinct().count() != names.size()
                || !names.contains(STORE)
                || !names.contains(CONFIG)
                || !names.contains(MEMORY)) {
            throw new VerificationException(WHAT + " is not complete.");
        }
    }

    byte[] write() {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("created", Time.format(created));
        members.put("genesis", genesis.value());
        List<Object> files = new ArrayList<>();
        for (Entry entry : entries) {
            Map<String, @Nullable Object> file = Json.object();
            file.put("name", entry.name());
            file.put("bytes", entry.bytes());
            file.put("sha256", entry.sha256().value());
            files.add(file);
        }
        members.put("files", files);
        return (Json.writeIndented(members) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static Manifest read(byte[] content) {
        Fields members =
                StrictJson.collection(WHAT, StrictJson.decode(WHAT, content).strip());
        members.edition(VERSION);
        Manifest manifest = new Manifest(
                Time.parse(members.text("created")),
                new Thumbprint(members.text("genesis")),
                members.objects("files").stream().map(Manifest::readEntry).toList());
        members.end();
        return manifest;
    }

    private static Entry readEntry(Fields members) {
        Entry entry = new Entry(members.text("name"), members.text("bytes"), new Thumbprint(members.text("sha256")));
        members.end();
        return entry;
    }
}

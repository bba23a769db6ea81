package org.quorumkms.server;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.KmsException;
import org.quorumkms.home.Home;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.signed.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the newest backup of a home was begun, in {@code last-backup.json} of the home: for those who watch it. */
final class LastBackup {

    private static final Logger LOG = LoggerFactory.getLogger(LastBackup.class);
    private static final String NAME = "last-backup.json";
    private static final int VERSION = 1;

    private LastBackup() {}

    /** Notes a backup that is whole. */
    static void note(Home home, Instant begun, String file) {
        Map<String, @Nullable Object> members = Json.object();
        members.put("version", VERSION);
        members.put("created", Time.format(begun));
        members.put("file", file);
        home.write(NAME, (Json.writeIndented(members) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Returns when it was begun; empty: there is none, or the file says nothing that can be read. */
    static Optional<Instant> of(Home home) {
        try {
            return home.read(NAME).map(LastBackup::read);
        } catch (KmsException e) {
            LOG.debug("reading when the newest backup was made", e);
            return Optional.empty();
        }
    }

    private static Instant read(byte[] content) {
        Fields members = StrictJson.object("The file " + NAME + " of this home", content);
        members.version(VERSION);
        Instant created = Time.parse(members.text("created"));
        members.text("file");
        members.end();
        return created;
    }
}

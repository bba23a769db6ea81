package org.quorumkms.party;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.quorumkms.domain.Descent;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.home.Home;
import org.quorumkms.json.Json;
import org.quorumkms.trust.VerifiedTrust;

/** T6: what a home leaves when it takes another branch, kept in {@code left/}: data that were sealed on it need its keys. */
public final class LeftBranch {

    private static final String FOLDER = "left";

    private LeftBranch() {}

    /**
     * Keeps the revision of a Domain that this home saw.
     *
     * @param seen what it saw
     * @param document its document, if it is kept
     * @return the file
     */
    public static Path keep(Path home, Descent seen, Optional<ExportedDomain> document) {
        return keep(
                home,
                "domain-" + seen.id() + "-" + seen.thumbprint(),
                document.map(ExportedDomain::toText).orElseGet(() -> Json.write(seen.toJson())));
    }

    /**
     * Keeps the line that this home saw.
     *
     * @return the file
     */
    public static Path keep(Path home, VerifiedTrust seen) {
        return keep(
                home,
                "trust-" + seen.body().id() + "-" + seen.thumbprint(),
                seen.chain().toText());
    }

    private static Path keep(Path home, String name, String document) {
        Home folder = Home.open(home.resolve(FOLDER));
        String file = name + ".json";
        folder.write(file, (document + "\n").getBytes(StandardCharsets.UTF_8));
        return folder.file(file);
    }
}

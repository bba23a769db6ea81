package org.quorumkms.party;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.home.Home;

/**
 * The newest documents of a home's Domains, each with its line and all that was before it, in {@code domains/UUID.json}: read
 * only to hand one over to a server that is behind, or to prove (D3, D7). What T7 compares stands in the pins.
 */
public final class KeptDomains {

    private static final String FOLDER = "domains";
    private static final String ENDING = ".json";

    private final Home home;
    private final int most;

    /** Takes the home, and how many documents are kept at the most: those touched longest ago go first. */
    public KeptDomains(Home home, int most) {
        this.home = home;
        this.most = most;
    }

    /** Returns a Domain, if it is kept. */
    public Optional<ExportedDomain> find(DomainId id) {
        if (!Files.isDirectory(home.file(FOLDER))) {
            return Optional.empty();
        }
        return folder().read(id.value() + ENDING)
                .map(content -> ExportedDomain.parse(new String(content, StandardCharsets.UTF_8)));
    }

    /** Keeps a Domain in the place of what was kept of it. */
    public void keep(ExportedDomain domain) {
        Home folder = folder();
        folder.write(
                domain.domain().body().id().value() + ENDING, domain.toText().getBytes(StandardCharsets.UTF_8));
        forget(folder);
    }

    private Home folder() {
        return Home.open(home.file(FOLDER));
    }

    private void forget(Home folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.folder(), "*" + ENDING)) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            if (all.size() > most) {
                all.sort(Comparator.comparing(KeptDomains::touched));
                for (Path old : all.subList(0, all.size() - most)) {
                    Files.deleteIfExists(old);
                }
            }
        } catch (IOException e) {
            throw Home.failed("clean", folder.folder(), e);
        }
    }

    private static FileTime touched(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }
}

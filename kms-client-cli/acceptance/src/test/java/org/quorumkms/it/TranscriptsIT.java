package org.quorumkms.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages show of a terminal is what the programs print. {@code -Dtranscripts=update} writes into the pages what they print
 * now.
 */
@Tag("ring2")
@Tag("pages")
class TranscriptsIT {

    @TempDir
    private Path folder;

    @Test
    void theTourShowsWhatTheProgramsPrint() throws IOException, InterruptedException {
        requireSame("tour.md");
    }

    @Test
    void theRunbooksShowWhatTheProgramsPrint() throws IOException, InterruptedException {
        requireSame("operations.md");
    }

    private void requireSame(String page) throws IOException, InterruptedException {
        Path file = Kms.ROOT.resolve("docs").resolve(page);
        List<List<String>> transcripts = Transcript.in(Files.readAllLines(file));
        assertThat(transcripts).isNotEmpty();
        List<String> differences = new ArrayList<>();
        for (List<String> one : transcripts) {
            Transcript transcript = new Transcript(
                    one, new Kms(Files.createDirectory(folder.resolve("run" + differences.size() + one.hashCode()))));
            List<String> found = transcript.run();
            if (!found.isEmpty() && "update".equals(System.getProperty("transcripts"))) {
                Transcript.update(file, one, transcript.shown());
            } else {
                differences.addAll(found);
            }
        }
        assertThat(differences).isEmpty();
    }
}

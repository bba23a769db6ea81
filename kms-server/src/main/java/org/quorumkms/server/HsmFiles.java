package org.quorumkms.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.signed.Thumbprint;

/** The sealed files of this home's HSMs, {@code hsms/FINGERPRINT.bcfks}. */
final class HsmFiles {

    /** How the name of an HSM's file ends, after the fingerprint. */
    static final String ENDING = ".bcfks";

    /** The folder of the files in a home. */
    static final String FOLDER = "hsms";

    private final Home folder;
    private final SoftwareHsm factory;
    private final Passphrase passphrase;

    HsmFiles(Home home, SoftwareHsm factory, Passphrase passphrase) {
        this.folder = Home.open(home.file(FOLDER));
        this.factory = factory;
        this.passphrase = passphrase;
    }

    /** Opens all of them and checks that each is what its name says and of this system. */
    List<Hsm> openAll(Thumbprint genesis) {
        // By label: which of several is asked first does not depend on the chance of their keys.
        List<Hsm> hsms = names().parallelStream()
                .map(name -> open(name, genesis))
                .sorted(Comparator.comparing(hsm -> hsm.keys().label()))
                .toList();
        if (hsms.isEmpty()) {
            throw new RefusedException(
                    "There is no HSM file in " + folder.folder() + ". Restore the files from a backup.");
        }
        return hsms;
    }

    /** Writes an HSM's file; it is on disk when this returns. */
    void save(MadeHsm made) {
        folder.write(made.hsm().keys().fingerprint().value() + made.ending(), made.file(passphrase));
    }

    /** Makes a further HSM and writes its file. */
    Hsm make(String label, Thumbprint genesis) {
        MadeHsm made = factory.make(label, genesis);
        save(made);
        return made.hsm();
    }

    /** Opens one and checks that it is what its name says and of this system. */
    Hsm open(String name, Thumbprint genesis) {
        byte[] file = folder.read(name).orElseThrow(() -> new RefusedException("The HSM file " + name + " is gone."));
        Hsm hsm = factory.open(name, file, passphrase);
        if (!name.equals(hsm.keys().fingerprint().value() + ENDING)
                || !hsm.genesis().equals(genesis)) {
            throw new RefusedException(
                    "The HSM file " + name + " holds another HSM, or one of another system. Move it away.");
        }
        return hsm;
    }

    /** Returns the fingerprints that the names of the files say, for which nothing is opened. */
    static Set<Thumbprint> fingerprints(Home home) {
        try (Stream<Path> files = Files.list(home.file(FOLDER))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.length() == Thumbprint.LENGTH + ENDING.length() && name.endsWith(ENDING))
                    .map(name -> new Thumbprint(name.substring(0, Thumbprint.LENGTH)))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw Home.failed("list", home.file(FOLDER), e);
        }
    }

    /** Returns the names of the files; whatever else is there is foreign. */
    List<String> names() {
        try (Stream<Path> files = Files.list(folder.folder())) {
            List<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
            names.stream().filter(name -> !name.endsWith(ENDING)).findFirst().ifPresent(foreign -> {
                throw new RefusedException(
                        folder.file(foreign) + " is not an HSM's file. Move it away from this folder.");
            });
            return names;
        } catch (IOException e) {
            throw Home.failed("list", folder.folder(), e);
        }
    }

    /** Overwrites the file of an HSM with random bytes, and removes it. */
    static void destroy(Home home, Thumbprint fingerprint) {
        Path file = home.file(FOLDER).resolve(fingerprint.value() + ENDING);
        try {
            byte[] noise = new byte[Math.toIntExact(Files.size(file))];
            new SecureRandom().nextBytes(noise);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                for (ByteBuffer bytes = ByteBuffer.wrap(noise); bytes.hasRemaining(); ) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw Home.failed("destroy", file, e);
        }
    }
}

package org.quorumkms.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.hsm.MadeHsm;
import org.quorumkms.hsm.SoftwareHsm;
import org.quorumkms.pkcs11.TokenHsms;
import org.quorumkms.signed.Thumbprint;

/**
 * The files of this home's HSMs: {@code hsms/FINGERPRINT.bcfks}, sealed, of one that is software, and {@code hsms/FINGERPRINT.p11.json}
 * of one in a token, whose ML-KEM key is in it and opens with the token only.
 */
final class HsmFiles {

    /** How the name of an HSM's file ends, after the fingerprint. */
    private static final List<String> ENDINGS = List.of(SoftwareHsm.ENDING, TokenHsms.ENDING);

    /** The folder of the files in a home. */
    static final String FOLDER = "hsms";

    private final Home folder;
    private final SoftwareHsm factory;
    private final Supplier<TokenHsms> tokens;
    private final Passphrase passphrase;

    /**
     * Takes what opens each kind.
     *
     * @param tokens called where there is one in a token, so that nothing of that is loaded where there is none
     */
    HsmFiles(Home home, SoftwareHsm factory, Supplier<TokenHsms> tokens, Passphrase passphrase) {
        this.folder = Home.open(home.file(FOLDER));
        this.factory = factory;
        this.tokens = tokens;
        this.passphrase = passphrase;
    }

    /**
     * An HSM that was opened.
     *
     * @param name of its file
     */
    record Opened(String name, Hsm hsm) {

        String label() {
            return hsm.keys().label();
        }
    }

    /** Opens all of them and checks that each is what its name says and of this system. */
    List<Hsm> openAll(Thumbprint genesis) {
        List<Hsm> hsms = opened(genesis).stream().map(Opened::hsm).toList();
        if (hsms.isEmpty()) {
            throw new RefusedException(
                    "There is no HSM file in " + folder.folder() + ". Restore the files from a backup.");
        }
        return hsms;
    }

    /** Returns those that there are, by label: which of several is asked first does not depend on the chance of their keys. */
    List<Opened> opened(Thumbprint genesis) {
        return names().parallelStream()
                .map(name -> new Opened(name, open(name, genesis)))
                .sorted(Comparator.comparing(Opened::label))
                .toList();
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
        Hsm hsm = name.endsWith(TokenHsms.ENDING)
                ? tokens.get().open(name, file, genesis)
                : factory.open(name, file, passphrase);
        if (!name.equals(hsm.keys().fingerprint().value() + ending(name))
                || !hsm.genesis().equals(genesis)) {
            throw new RefusedException(
                    "The HSM file " + name + " holds another HSM, or one of another system. Move it away.");
        }
        return hsm;
    }

    /** Returns where an HSM's token is, and what that says of itself; empty: it is software. */
    Optional<TokenHsms.Description> describe(String name, Thumbprint genesis) {
        return name.endsWith(TokenHsms.ENDING)
                ? folder.read(name).map(file -> tokens.get().describe(name, file, genesis))
                : Optional.empty();
    }

    /** Tries the keys of an HSM in a token; empty: there is none of that label. */
    Optional<TokenHsms.Trial> tryOut(String label, Thumbprint genesis, Duration each) {
        TokenHsms known = tokens.get();
        return names().stream()
                .filter(name -> name.endsWith(TokenHsms.ENDING))
                .flatMap(name -> folder
                        .read(name)
                        .filter(file ->
                                TokenHsms.keys(name, file, genesis).label().equals(label))
                        .map(file -> known.tryOut(name, file, genesis, each))
                        .stream())
                .findFirst();
    }

    /** Returns the fingerprints that the names of the files say, for which nothing is opened. */
    static Set<Thumbprint> fingerprints(Home home) {
        try (Stream<Path> files = Files.list(home.file(FOLDER))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !ending(name).isEmpty()
                            && name.length() == Thumbprint.LENGTH + ending(name).length())
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
            names.stream().filter(name -> ending(name).isEmpty()).findFirst().ifPresent(foreign -> {
                throw new RefusedException(
                        folder.file(foreign) + " is not an HSM's file. Move it away from this folder.");
            });
            return names;
        } catch (IOException e) {
            throw Home.failed("list", folder.folder(), e);
        }
    }

    /** Returns how the name of an HSM's file ends; empty: it is none. */
    private static String ending(String name) {
        return ENDINGS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    /** Returns the file of an HSM, if it is there. */
    static Optional<Path> find(Home home, Thumbprint fingerprint) {
        return ENDINGS.stream()
                .map(ending -> home.file(FOLDER).resolve(fingerprint.value() + ending))
                .filter(Files::exists)
                .findFirst();
    }

    /** Destroys the keys of an HSM: those in its token, and the file, which is overwritten with random bytes and removed. */
    static void destroy(Home home, Thumbprint fingerprint, Thumbprint genesis, Supplier<TokenHsms> tokens) {
        Path file = find(home, fingerprint)
                .orElseThrow(() -> new RefusedException("The file of HSM " + fingerprint + " is missing."));
        try {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(TokenHsms.ENDING)) {
                tokens.get().destroy(name, Files.readAllBytes(file), genesis);
            }
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

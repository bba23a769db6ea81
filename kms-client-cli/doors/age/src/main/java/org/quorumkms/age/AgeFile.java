package org.quorumkms.age;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.party.PinSummary;

/**
 * What a file of age's says of itself (C2SP age.md): not verified, only who opens it can.
 *
 * @param fileKeys its file key, as each Domain among its recipients sealed it, in their order
 * @param plaintextBytes how long it is, decrypted
 */
public record AgeFile(List<SealedFileKey> fileKeys, long plaintextBytes) {

    private static final String VERSION = "age-encryption.org/v1";
    private static final int BEGINNING = 64;
    private static final int NONCE = 16;
    private static final int CHUNK = 65_536;
    private static final int TAG = 16;

    /** Keeps a copy. */
    public AgeFile {
        fileKeys = List.copyOf(fileKeys);
    }

    /**
     * Reads a file's header, and where it is armored all of it.
     *
     * @param in supports marks; where the file is no age file, it is read from the same place on afterwards
     * @param length of the file
     * @return empty: the file is no age file
     * @throws VerificationException if it is one that was changed or cut
     */
    public static Optional<AgeFile> read(InputStream in, long length) throws IOException {
        in.mark(BEGINNING);
        byte[] beginning = in.readNBytes(BEGINNING);
        in.reset();
        boolean armored = ArmorInput.isOne(beginning);
        if (!armored && !new String(beginning, StandardCharsets.ISO_8859_1).startsWith(VERSION + "\n")) {
            return Optional.empty();
        }
        try {
            return Optional.of(armored ? armored(new ArmorInput(in)) : plain(in, length));
        } catch (EOFException cut) {
            throw cut();
        }
    }

    /**
     * Returns what operators are asked to release: of the Domains that a home took up the first that a quorum opens, else the first.
     *
     * @throws VerificationException if the file was encrypted to none of them
     */
    public SealedFileKey askedFor(PinSummary home) {
        List<SealedFileKey> own = fileKeys.stream()
                .filter(one -> home.domain(one.domain()).isPresent())
                .toList();
        if (own.isEmpty()) {
            throw new VerificationException(
                    fileKeys.isEmpty()
                            ? "The age file was encrypted to no Domain. It opens with another identity of age."
                            : "The age file was encrypted to Domain "
                                    + fileKeys.get(0).domain() + ", which this home has not claimed.");
        }
        return own.stream()
                .filter(one -> home.domain(one.domain())
                        .filter(PinSummary.Usable::contextRequired)
                        .isPresent())
                .findFirst()
                .orElse(own.get(0));
    }

    private static AgeFile plain(InputStream in, long length) throws IOException {
        try (StanzaReader reader = new StanzaReader(in)) {
            List<SealedFileKey> fileKeys = fileKeys(reader);
            return new AgeFile(fileKeys, plaintextBytes(length - reader.consumed()));
        }
    }

    private static AgeFile armored(ArmorInput in) throws IOException {
        try (StanzaReader reader = new StanzaReader(in)) {
            List<SealedFileKey> fileKeys = fileKeys(reader);
            in.transferTo(OutputStream.nullOutputStream());
            return new AgeFile(fileKeys, plaintextBytes(in.length() - reader.consumed()));
        }
    }

    private static List<SealedFileKey> fileKeys(StanzaReader reader) throws IOException {
        List<SealedFileKey> fileKeys = new ArrayList<>();
        reader.line();
        for (Optional<Stanza> next = reader.readOfHeader(); next.isPresent(); next = reader.readOfHeader()) {
            try (Stanza stanza = next.get()) {
                if (stanza.type().equals(SealedFileKey.TAG)) {
                    fileKeys.add(
                            SealedFileKey.of(stanza.arguments(), stanza.body().exposed())
                                    .orElseThrow(() -> new VerificationException(
                                            "The age file's header was changed: a stanza of a Domain is malformed.")));
                }
            }
        }
        return fileKeys;
    }

    /** Each chunk has a tag; an empty file has one empty chunk. */
    private static long plaintextBytes(long payload) {
        long chunks = (payload - NONCE + CHUNK + TAG - 1) / (CHUNK + TAG);
        long bytes = payload - NONCE - chunks * TAG;
        if (payload < NONCE + TAG || bytes < 0) {
            throw cut();
        }
        return bytes;
    }

    private static VerificationException cut() {
        return new VerificationException("The age file is cut: it ends before its data. Take another copy.");
    }
}

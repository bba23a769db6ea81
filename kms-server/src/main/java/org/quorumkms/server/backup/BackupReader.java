package org.quorumkms.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Base64Url;
import org.quorumkms.signed.Sha256;

/** Reads a backup, a folder or a ZIP file, whose checksums were all found right before anything is taken from it. */
public final class BackupReader implements AutoCloseable {

    private final @Nullable FileSystem zip;
    private final Path root;
    private final Manifest manifest;
    private final Optional<ManifestSignature> signature;

    private BackupReader(
            @Nullable FileSystem zip, Path root, Manifest manifest, Optional<ManifestSignature> signature) {
        this.zip = zip;
        this.root = root;
        this.manifest = manifest;
        this.signature = signature;
    }

    /**
     * Opens a backup and verifies all checksums.
     *
     * @throws VerificationException if a file is missing, or is not what the manifest says
     */
    public static BackupReader open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new RefusedException("There is no backup " + path + ".");
        }
        FileSystem zip = Files.isDirectory(path) ? null : FileSystems.newFileSystem(path);
        Path root = zip == null ? path : zip.getPath("/");
        try {
            Path manifest = root.resolve(Manifest.NAME);
            if (!Files.exists(manifest)) {
                throw new VerificationException(
                        path + " is not a backup, or one that was not finished: it has no " + Manifest.NAME + ".");
            }
            byte[] content = Files.readAllBytes(manifest);
            Path signature = root.resolve(ManifestSignature.NAME);
            Optional<ManifestSignature> signed = Files.exists(signature)
                    ? Optional.of(ManifestSignature.read(Files.readAllBytes(signature)))
                    : Optional.empty();
            if (signed.filter(one -> !one.isOf(content)).isPresent()) {
                throw new VerificationException(
                        "The backup's manifest is not the one that was signed: it was changed. Take another backup.");
            }
            BackupReader backup = new BackupReader(zip, root, Manifest.read(content), signed);
            for (Manifest.Entry entry : backup.manifest.entries()) {
                backup.verify(entry);
            }
            return backup;
        } catch (IOException | RuntimeException e) {
            if (zip != null) {
                zip.close();
            }
            throw e;
        }
    }

    private void verify(Manifest.Entry entry) throws IOException {
        Path file = root.resolve(entry.name());
        if (!Files.exists(file)) {
            throw new VerificationException("The backup lacks " + entry.name() + ". Take another backup.");
        }
        MessageDigest digest = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        if (!Base64Url.encode(digest.digest()).equals(entry.sha256().value())) {
            throw new VerificationException(
                    "The backup's " + entry.name() + " was changed or damaged. Take another backup.");
        }
    }

    /** Returns the manifest. */
    public Manifest manifest() {
        return manifest;
    }

    /** Returns the signature of the manifest, which is of just that manifest; whose key it is, is to be seen. */
    public Optional<ManifestSignature> signature() {
        return signature;
    }

    /** Opens a file of it. */
    public InputStream open(String name) throws IOException {
        return Files.newInputStream(root.resolve(name));
    }

    /** Returns the content of a file of it. */
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(root.resolve(name));
    }

    @Override
    public void close() throws IOException {
        if (zip != null) {
            zip.close();
        }
    }
}

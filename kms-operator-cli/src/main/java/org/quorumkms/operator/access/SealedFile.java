package org.quorumkms.operator.access;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.home.Home;
import org.quorumkms.message.EncryptedDataKey;
import org.quorumkms.message.MessageHeader;
import org.quorumkms.message.MessageReader;
import org.quorumkms.order.Decision;
import org.quorumkms.signed.Thumbprint;

/**
 * What an encrypted file says of itself, not verified: only who opens it can.
 *
 * @param domain the Domain under which its data key is sealed
 * @param sealed the thumbprint of the sealed data key, by which an order names it (O4)
 * @param context what is bound to it
 */
public record SealedFile(DomainId domain, Thumbprint sealed, EncryptionContext context) {

    /**
     * Reads a file's header.
     *
     * @throws VerificationException if it has none, or no data key in it is ours
     */
    public static SealedFile read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            MessageHeader header = MessageReader.open(in).header();
            EncryptedDataKey own = header.dataKeys().stream()
                    .filter(key -> key.domain().isPresent())
                    .findFirst()
                    .orElseThrow(() -> new VerificationException(
                            "The file was not encrypted with Quorum KMS: no data key in it is ours."));
            return new SealedFile(own.domain().orElseThrow(), own.ciphertext().thumbprint(), header.context());
        } catch (IOException e) {
            throw Home.failed("read", file, e);
        }
    }

    /** Returns whether an order opens exactly this. */
    public boolean isOpenedBy(Decision decision) {
        return decision instanceof Decision.Open open
                && open.sealed().equals(sealed)
                && open.context().equals(context);
    }
}

package org.quorumkms.client.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.quorumkms.home.Home;
import org.quorumkms.signed.Sha256;
import org.quorumkms.signed.Thumbprint;

/**
 * What of a file is signed, read as a stream.
 *
 * @param sha256 its SHA-256
 * @param bytes its length
 */
record HashedFile(Thumbprint sha256, long bytes) {

    static HashedFile of(String file) {
        FileNames.requireReadable(file);
        try {
            Sha256.OfStream hashed = Sha256.ofFile(Path.of(file));
            return new HashedFile(Thumbprint.ofHash(hashed.hash().toArray()), hashed.bytes());
        } catch (IOException e) {
            throw Home.failed("read", Path.of(file), e);
        }
    }
}

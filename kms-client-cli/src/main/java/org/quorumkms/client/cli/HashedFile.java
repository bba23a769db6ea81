package org.quorumkms.client.cli;

import java.io.IOException;
import org.quorumkms.home.FileName;
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
            Sha256.OfStream hashed = Sha256.ofFile(FileName.path(file));
            return new HashedFile(Thumbprint.ofHash(hashed.hash().toArray()), hashed.bytes());
        } catch (IOException e) {
            throw Home.failed("read", FileName.path(file), e);
        }
    }
}

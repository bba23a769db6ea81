package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.domain.SeenDomain;

/**
 * A signature on a file.
 *
 * @param seen the Domain as it was used
 * @param jws the signature, a JWS
 */
public record SignedFile(SeenDomain seen, String jws) implements Serializable {}

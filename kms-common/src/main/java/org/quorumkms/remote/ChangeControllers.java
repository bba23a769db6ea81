package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Thumbprint;

/**
 * A change of who may use a Domain (D4).
 *
 * @param seen the Domain as the caller saw it last
 * @param controller the thumbprint of a connection key
 * @param add whether it becomes a controller, or stops being one
 */
public record ChangeControllers(SeenDomain seen, Thumbprint controller, boolean add) implements Serializable {}

package org.quorumkms.hsm;

import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain to use, and who wants to (D3).
 *
 * @param domain the Domain with its line, as the store has it
 * @param seen the Domain as the caller saw it last
 * @param caller the thumbprint of the caller's connection key
 */
public record DomainUse(ExportedDomain domain, SeenDomain seen, Thumbprint caller) {}

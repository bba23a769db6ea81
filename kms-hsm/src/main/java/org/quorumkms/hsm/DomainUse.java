package org.quorumkms.hsm;

import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Thumbprint;

/**
 * A Domain to use, and who wants to (D3).
 *
 * @param domain the Domain with its line, as the store has it
 * @param seen the revision that the caller named
 * @param caller the thumbprint of the caller's connection key
 */
public record DomainUse(DomainInLine domain, SeenDomain seen, Thumbprint caller) {}

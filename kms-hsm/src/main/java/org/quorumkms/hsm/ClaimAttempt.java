package org.quorumkms.hsm;

import org.quorumkms.crypto.SecretBytes;
import org.quorumkms.domain.DomainInLine;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.signed.Thumbprint;

/**
 * An attempt to claim a Domain (D4).
 *
 * @param unclaimed the Domain with its line
 * @param seen the revision that the caller looked at
 * @param secret the one-time secret
 * @param caller the thumbprint of the connection key that becomes the controller
 * @param name how it is called; of an operator's Domain, that one's
 * @param ownKey what an operator that keeps its approval key itself says with it ({@code OwnKey}); else empty
 */
public record ClaimAttempt(
        DomainInLine unclaimed, SeenDomain seen, SecretBytes secret, Thumbprint caller, String name, String ownKey) {}

package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.domain.DomainId;
import org.quorumkms.signed.Thumbprint;

/**
 * What an invited caller asks (D4).
 *
 * @param domain the Domain of the invitation
 * @param trust the Trust that the invitation names
 * @param secret the one-time secret
 * @param ownKey what an operator that keeps its approval key itself says with it ({@code OwnKey}); else empty
 */
public record ClaimRequest(DomainId domain, Thumbprint trust, Data secret, String ownKey) implements Serializable {}

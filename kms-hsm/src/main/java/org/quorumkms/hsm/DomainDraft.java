package org.quorumkms.hsm;

import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.trust.TrustChain;

/**
 * What a new Domain is made from.
 *
 * @param id a fresh id
 * @param name for people
 * @param purpose what its keys are for
 * @param claim how it will be claimed
 * @param line the line from genesis to its Trust
 */
public record DomainDraft(DomainId id, String name, Purpose purpose, ClaimTerms claim, TrustChain line) {}

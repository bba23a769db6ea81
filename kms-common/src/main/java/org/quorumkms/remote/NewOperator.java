package org.quorumkms.remote;

import java.io.Serializable;
import org.quorumkms.domain.ClaimTerms;

/**
 * A further operator: its Domain, unclaimed.
 *
 * @param name for people
 * @param claim the hash of the secret that the inviting operator keeps for the invitation
 */
public record NewOperator(String name, ClaimTerms claim) implements Serializable {}

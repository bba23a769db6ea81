/**
 * Domains: a Trust plus wrapped keys, signed by an HSM; protocol.md section 4.
 *
 * <ul>
 *   <li><b>D1</b> when one is created, and <b>D4</b> claimed: the HSM ({@code org.quorumkms.hsm}).
 *   <li><b>D2</b> what is checked before any use: {@link org.quorumkms.domain.DomainVerifier}.
 *   <li><b>D3</b> every use names the revision that it is meant for: {@link org.quorumkms.domain.VerifiedDomain#requireNamed};
 *       an operator's own word: {@link org.quorumkms.domain.OperatorRequest}.
 *   <li><b>D6</b> revisions: {@link org.quorumkms.domain.DomainBuilder}, and the store's compare-and-set.
 *   <li><b>D7</b> exported and imported: {@link org.quorumkms.domain.ExportedDomain}.
 *   <li><b>D8</b> rights: {@link org.quorumkms.domain.Rights}; <b>D9</b> policy: {@link org.quorumkms.domain.Policy}.
 *   <li><b>T7</b> what descends from what was seen: {@link org.quorumkms.domain.Descent}.
 * </ul>
 */
@NullMarked
package org.quorumkms.domain;

import org.jspecify.annotations.NullMarked;

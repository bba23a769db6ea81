/**
 * Domains: a Trust plus wrapped keys, signed by an HSM; protocol.md section 4.
 *
 * <ul>
 *   <li><b>D1</b> when one is created, and <b>D4</b> claimed: the HSM ({@code org.quorumkms.hsm}).
 *   <li><b>D2</b> what is checked before any use: {@link org.quorumkms.domain.DomainVerifier}.
 *   <li><b>D3</b> every use names what the caller last saw: {@link org.quorumkms.domain.VerifiedDomain#requireSince}; an
 *       operator's own word: {@link org.quorumkms.domain.OperatorRequest}.
 *   <li><b>D6</b> revisions: {@link org.quorumkms.domain.DomainBody}, and the store's compare-and-set.
 *   <li><b>D7</b> exported and imported: {@link org.quorumkms.domain.ExportedDomain}.
 * </ul>
 */
@NullMarked
package org.quorumkms.domain;

import org.jspecify.annotations.NullMarked;

/**
 * Trusts: who may hold and govern keys. The rules are those of protocol.md section 3, under its numbers.
 *
 * <ul>
 *   <li><b>T1</b> well-formed: {@link org.quorumkms.trust.TrustBody}'s constructor.
 *   <li><b>T2</b> approvals are counted by walking the Trust's own operators: {@link org.quorumkms.trust.Trust#approvals()}.
 *   <li><b>T3</b> when an HSM signs: {@link org.quorumkms.trust.TrustVerifier#readyToSign}.
 *   <li><b>T4</b> descent, and <b>T5</b> the chain back to the pinned genesis:
 *       {@link org.quorumkms.trust.TrustVerifier#verify}.
 *   <li><b>T6</b> one founding branch, one way forward: the store's constraints, since it needs memory.
 *   <li><b>T7</b> only forward from what was seen: {@link org.quorumkms.trust.PinnedTrusts}.
 *   <li><b>T8</b> an approval names the thumbprint that was shown: {@link org.quorumkms.domain.OperatorRequest}.
 * </ul>
 */
@NullMarked
package org.quorumkms.trust;

import org.jspecify.annotations.NullMarked;

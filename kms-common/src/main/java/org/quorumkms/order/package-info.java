/**
 * Orders: what else needs a quorum, protocol.md section 8.
 *
 * <ul>
 *   <li><b>O1</b> when one is valid: {@link org.quorumkms.order.OrderBody} and {@link org.quorumkms.order.Order#requireFor}.
 *   <li><b>O2</b> and <b>O3</b> what is done: the HSM ({@code org.quorumkms.hsm}).
 * </ul>
 */
@NullMarked
package org.quorumkms.order;

import org.jspecify.annotations.NullMarked;

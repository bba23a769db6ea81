/** What waits for an operator, what it proposed, and what ended. */
@NullMarked
package org.quorumkms.operator.inbox;

import org.jspecify.annotations.NullMarked;

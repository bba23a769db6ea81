/** What an operator's or client's program remembers of a system (pins), and how it enters it (invitations). */
@NullMarked
package org.quorumkms.party;

import org.jspecify.annotations.NullMarked;

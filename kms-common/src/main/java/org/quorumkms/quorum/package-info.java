/** The one loop behind T2, T4 and O1. It knows no JOSE and no keys, only names that were authorised and a question to ask of each. */
@NullMarked
package org.quorumkms.quorum;

import org.jspecify.annotations.NullMarked;

/** What an operator's console does with a server: calls, and verification of every document on this side. */
@NullMarked
package org.quorumkms.operator;

import org.jspecify.annotations.NullMarked;

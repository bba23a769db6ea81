/** The client program: one command, one file, no rules. */
@NullMarked
package org.quorumkms.client.cli;

import org.jspecify.annotations.NullMarked;

/** The operator console: one command, one file, no rules; the interactive console and its menu. */
@NullMarked
package org.quorumkms.operator.cli;

import org.jspecify.annotations.NullMarked;

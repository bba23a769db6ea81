/** The program, and its interactive console. */
@NullMarked
package org.quorumkms.operator.cli.console;

import org.jspecify.annotations.NullMarked;

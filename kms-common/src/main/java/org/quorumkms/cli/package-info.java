/** What the three programs share on the command line: options, printing, exit codes and the error report. */
@NullMarked
package org.quorumkms.cli;

import org.jspecify.annotations.NullMarked;

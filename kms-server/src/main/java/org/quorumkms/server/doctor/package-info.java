/** Looks whether everything that a server keeps is there and right. Changes nothing. */
@NullMarked
package org.quorumkms.server.doctor;

import org.jspecify.annotations.NullMarked;

/** JSON as protocol.md section 3 reads it: one text has one meaning, or it is refused. */
@NullMarked
package org.quorumkms.json;

import org.jspecify.annotations.NullMarked;

/** Values that every document is made of: bytes that do not change, thumbprints, and documents that keep the bytes they came in. */
@NullMarked
package org.quorumkms.signed;

import org.jspecify.annotations.NullMarked;

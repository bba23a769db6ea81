/** JOSE: the only package that imports the JOSE library. Signs and verifies JWS, wraps for n recipients, computes thumbprints. */
@NullMarked
package org.quorumkms.jose;

import org.jspecify.annotations.NullMarked;

/**
 * HSMs whose keys are in a token behind PKCS#11 (OASIS PKCS#11 3.0): a binding of our own over JNA. Of the module the token is in, it
 * uses what every maker has: RSA pairs, PSS, and OAEP or bare RSA. 64-bit Linux and macOS.
 *
 * <p>Nothing here is loaded by a server without tokens.
 */
@NullMarked
package org.quorumkms.pkcs11;

import org.jspecify.annotations.NullMarked;

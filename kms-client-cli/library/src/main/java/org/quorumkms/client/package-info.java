/** The client library: claims Domains, encrypts and decrypts files and small data with them. */
@NullMarked
package org.quorumkms.client;

import org.jspecify.annotations.NullMarked;

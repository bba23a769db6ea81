/** The file format: AWS Encryption SDK messages, format version 2, suite 0x0478. Header codec, frame cipher and streams are apart. */
@NullMarked
package org.quorumkms.message;

import org.jspecify.annotations.NullMarked;

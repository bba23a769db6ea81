/**
 * Quorum KMS for the AWS Encryption SDK: a master key provider for the SDK's own interface, and a keyring for the material providers
 * library. Both write and read the same messages, which are also the files of {@code kms-client} (protocol.md section 5).
 */
@NullMarked
package org.quorumkms.aws;

import org.jspecify.annotations.NullMarked;

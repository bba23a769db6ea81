/**
 * The KMS v2 plug-in of Kubernetes: what an API server asks over a unix socket (gRPC, {@code k8s.io/kms/apis/v2}), done with a
 * Domain. {@link org.quorumkms.kubernetes.KmsPlugin} is all that a program needs.
 */
@NullMarked
package org.quorumkms.kubernetes;

import org.jspecify.annotations.NullMarked;

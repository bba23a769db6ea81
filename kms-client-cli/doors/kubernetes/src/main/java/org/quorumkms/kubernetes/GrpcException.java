package org.quorumkms.kubernetes;

import java.io.Serial;

/** A call that ends with another status than OK. The message goes to the API server, which logs it. */
final class GrpcException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final GrpcStatus status;

    GrpcException(GrpcStatus status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    GrpcStatus status() {
        return status;
    }
}

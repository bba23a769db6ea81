package org.quorumkms.server.rmi;

import org.jspecify.annotations.Nullable;

/** Is told of each call when it is answered. */
public interface CallObserver {

    /** Looks at none. */
    CallObserver NONE = (service, method, failure, nanos) -> {};

    /**
     * Notes a call.
     *
     * @param service the simple name of the remote interface
     * @param method the name of its method
     * @param failure what it failed with; null: it was done
     * @param nanos how long it took
     */
    void answered(String service, String method, @Nullable Throwable failure, long nanos);
}

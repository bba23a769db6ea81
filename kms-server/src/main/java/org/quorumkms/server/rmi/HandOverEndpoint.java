package org.quorumkms.server.rmi;

import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.manager.Manager;

/** What takes in whole Domains: the only calls that may be large. */
final class HandOverEndpoint implements HandOverService {

    private final Calls calls;
    private final Manager manager;

    HandOverEndpoint(Calls calls, Manager manager) {
        this.calls = calls;
        this.manager = manager;
    }

    @Override
    public void handOver(RequestId request, String exported) {
        calls.carryOut(caller -> {
            manager.imports().handOver(caller, exported);
            return request;
        });
    }

    @Override
    public String importDomain(RequestId request, String exported) {
        return calls.carryOut(caller -> manager.imports().importDomain(caller, exported));
    }
}

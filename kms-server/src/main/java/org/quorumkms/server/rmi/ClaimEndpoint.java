package org.quorumkms.server.rmi;

import org.quorumkms.domain.DomainId;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.RequestId;
import org.quorumkms.server.manager.Manager;

/** What an unknown caller reaches. */
final class ClaimEndpoint implements ClaimService {

    private final Calls calls;
    private final Manager manager;

    ClaimEndpoint(Calls calls, Manager manager) {
        this.calls = calls;
        this.manager = manager;
    }

    @Override
    public String look(DomainId domain, Data secret) {
        return calls.carryOut(caller -> manager.claims().look(caller, domain, secret));
    }

    @Override
    public String claim(RequestId request, ClaimRequest claim) {
        return calls.change(request, asked -> manager.claims().claim(asked, claim));
    }
}

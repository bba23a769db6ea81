package org.quorumkms.server.rmi;

import java.rmi.Remote;
import java.security.SecureRandom;
import java.util.Map;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.server.manager.Manager;

/** What a server answers with, for one that answers otherwise now and then. */
public final class Endpoints {

    private Endpoints() {}

    /** Returns the endpoints by their names. */
    public static Map<String, Remote> of(Manager manager, SecureRandom random) {
        Calls calls = new Calls(Limits.DEFAULT, random);
        return Map.of(
                ClaimService.NAME, new ClaimEndpoint(calls, manager),
                ClientService.NAME, new ClientEndpoint(calls, manager),
                OperatorService.NAME, new OperatorEndpoint(calls, manager));
    }
}

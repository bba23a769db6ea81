package org.quorumkms.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A running system with one operator, a signed Trust and one claimed Domain: where the other tests begin. */
final class FoundedSystem {

    private final Kms kms;
    private Process server;
    private final String usedInvitation;
    private final String genesis;

    FoundedSystem(Path folder) throws IOException {
        this.kms = new Kms(folder);
        kms.logEverything();
        Map<String, Object> init = kms.server(
                        "init", "--operator", "alice", "--hsms", 1, "--listen", "127.0.0.1:0", "--output", "json")
                .ok()
                .json();
        this.genesis = (String) init.get("genesis");
        this.server = kms.serve();
        kms.operator("alice", "enrol", ((Map<?, ?>) init.get("invitations")).get("alice"))
                .ok();
        String thumbprint = (String) kms.operator(
                        "alice",
                        "trust",
                        "create",
                        "--hsm",
                        "h1",
                        "--operator",
                        "alice",
                        "--quorum",
                        1,
                        "--output",
                        "json")
                .ok()
                .json()
                .get("thumbprint");
        kms.operator("alice", "trust", "approve", 2, "--thumbprint", thumbprint).ok();
        kms.operator("alice", "trust", "sign", 2).ok();
        this.usedInvitation = invitation("payroll");
        kms.client("client", "claim", usedInvitation).ok();
    }

    /** Makes a Domain and returns the invitation to it. */
    String invitation(String name) {
        return (String) kms.operator("alice", "domain", "create", "--trust", 2, "--name", name, "--output", "json")
                .ok()
                .json()
                .get("invitation");
    }

    Kms kms() {
        return kms;
    }

    Process server() {
        return server;
    }

    String usedInvitation() {
        return usedInvitation;
    }

    String genesis() {
        return genesis;
    }

    /** Stops the server as an administrator does, and starts it again. */
    void restart() throws IOException, InterruptedException {
        Kms.stop(server);
        server = kms.serve();
    }

    void stop() throws InterruptedException {
        Kms.stop(server);
        try {
            kms.requireNoSecretWasSaid();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

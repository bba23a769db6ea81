package org.quorumkms.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A running system with one operator, a signed Trust and one claimed Domain: where the other tests begin. It is founded
 * once in a test process; each test class has a copy of its homes, and a server of its own from them.
 */
final class FoundedSystem {

    /** What was founded: the folder of the homes, and what is known of them. */
    private record Founded(Path folder, String genesis, String founding, String usedInvitation) {}

    private static Founded founded;

    private final Kms kms;
    private Process server;

    FoundedSystem(Path folder) throws IOException, InterruptedException {
        Founded original = founded();
        Folders.copy(original.folder(), folder);
        this.kms = new Kms(folder);
        kms.logEverything();
        this.server = kms.serve();
    }

    private static synchronized Founded founded() throws IOException, InterruptedException {
        if (founded == null) {
            Path folder = Files.createTempDirectory("founded");
            Folders.removeAtExit(folder);
            founded = found(folder);
        }
        return founded;
    }

    private static Founded found(Path folder) throws IOException, InterruptedException {
        Kms kms = new Kms(folder);
        kms.logEverything();
        Map<String, Object> init = kms.server(
                        "init", "--operator", "alice", "--hsms", 1, "--listen", "127.0.0.1:0", "--output", "json")
                .ok()
                .json();
        Process server = kms.serve();
        kms.operator("alice", "enrol", ((Map<?, ?>) init.get("invitations")).get("alice"))
                .ok();
        String plan = "trust create --hsm h1 --operator alice --quorum 1 --output json";
        Object thumbprint =
                kms.operator("alice", (Object[]) plan.split(" ")).ok().json().get("thumbprint");
        kms.operator("alice", "trust", "approve", 2, "--thumbprint", thumbprint).ok();
        kms.operator("alice", "trust", "sign", 2).ok();
        String invitation = invitation(kms, "payroll");
        kms.client("client", "claim", invitation).ok();
        Kms.stop(server);
        kms.requireNoSecretWasSaid();
        return new Founded(folder, (String) init.get("genesis"), (String) thumbprint, invitation);
    }

    private static String invitation(Kms kms, String name) {
        return (String) kms.operator("alice", "domain", "create", "--trust", 2, "--name", name, "--output", "json")
                .ok()
                .json()
                .get("invitation");
    }

    /** Makes a Domain and returns the invitation to it. */
    String invitation(String name) {
        return invitation(kms, name);
    }

    /** Returns an invitation for a further operator. */
    String operatorInvitation(String name) {
        return (String) kms.operator("alice", "operator", "invite", name, "--output", "json")
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
        return founded.usedInvitation();
    }

    String genesis() {
        return founded.genesis();
    }

    /** The thumbprint of the founding Trust, which is the newest of its line. */
    String founding() {
        return founded.founding();
    }

    /** Stops the server as an administrator does, and starts it again. */
    void restart() throws IOException, InterruptedException {
        Kms.stop(server);
        serveAgain();
    }

    /** Starts the server that was stopped. */
    void serveAgain(Object... options) throws IOException {
        server = kms.serve("s", options);
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

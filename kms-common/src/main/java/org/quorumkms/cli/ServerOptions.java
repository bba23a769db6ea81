package org.quorumkms.cli;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumkms.net.Address;
import org.quorumkms.signed.Thumbprint;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** How a console or client finds its server. */
public final class ServerOptions {

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT[,…]",
            scope = ScopeType.INHERIT,
            description = "Servers to call instead of those of the invitation.")
    private @Nullable String server;

    @Option(
            names = "--server-key",
            paramLabel = "THUMBPRINT",
            scope = ScopeType.INHERIT,
            description = "Accept a server by its key, while no Trust vouches for it.")
    private @Nullable String serverKey;

    /** Returns the addresses to call. */
    public List<Address> addresses(List<Address> known) {
        return server == null ? known : Address.parseList(server);
    }

    /** Returns the server keys to accept besides those that a Trust vouches for. */
    public Set<Thumbprint> serverKeys() {
        return serverKey == null ? Set.of() : Set.of(Typed.thumbprint(serverKey));
    }
}

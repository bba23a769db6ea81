package org.quorumkms.client.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.quorumkms.cli.CommonOptions;
import org.quorumkms.cli.ServerOptions;
import org.quorumkms.client.ClientMemory;
import org.quorumkms.client.ClientSession;
import org.quorumkms.home.Home;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.party.PinFile;

/**
 * What all commands of the client share.
 *
 * @param common the options of every program
 * @param servers which servers to call
 * @param clock the time
 * @param random randomness
 * @param input standard input
 * @param output standard output, for data
 */
record ClientContext(
        CommonOptions common,
        ServerOptions servers,
        Clock clock,
        SecureRandom random,
        InputStream input,
        OutputStream output) {

    Home home() {
        return Home.open(common.home());
    }

    ConnectionKey key(Home home) {
        return ConnectionKey.of(home, clock, random);
    }

    /** Makes the client of a home that knows a system; what is no result is told to somebody. */
    ClientSession client(Consumer<String> notes) {
        Home home = home();
        new PinFile(home).summary();
        return ClientSession.open(
                home,
                key(home),
                new ClientSession.Servers(servers.addresses(List.of()), servers.serverKeys()),
                clock,
                random,
                notes);
    }

    /** Returns what the home remembers, for what needs no server. */
    ClientMemory memory(Consumer<String> notes) {
        Home home = home();
        return new ClientMemory(home, () -> key(home).thumbprint(), notes);
    }
}

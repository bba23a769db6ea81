package org.quorumkms.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.home.Home;
import org.quorumkms.net.Address;
import picocli.CommandLine.Option;

/** Where a new server listens, and where it is called. */
final class ListenOptions {

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7311",
            description = "Where to listen (default 127.0.0.1:7311). Port 0: a free one is chosen and kept.")
    private String listen = "";

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            split = ",",
            description = "What invitations say, if it is not where the server listens; may be repeated.")
    private List<String> advertise = new ArrayList<>();

    /** Returns where to listen; a free port is chosen for port 0. */
    Address address() {
        return chosen(Address.parse(listen));
    }

    /** Returns an address to listen on, with a free port instead of port 0. */
    static Address chosen(Address wanted) {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getByName(wanted.host()))) {
            return wanted.port() == 0 ? new Address(wanted.host(), probe.getLocalPort()) : wanted;
        } catch (UnknownHostException e) {
            throw new RefusedException(
                    wanted.host() + " is an unknown host. Name an address of this machine with --listen.");
        } catch (IOException e) {
            throw new RefusedException(wanted.host() + " is not an address of this machine (" + Home.reason(e)
                    + "). Name one with --listen; --advertise says where it is called from elsewhere.");
        }
    }

    /** Returns where the server is called. */
    List<Address> advertised(Address listening) {
        return advertise.isEmpty()
                ? List.of(listening)
                : advertise.stream().map(Address::parse).toList();
    }
}

package org.quorumkms.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.net.AcceptedServers;
import org.quorumkms.net.Address;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.net.Dialer;
import org.quorumkms.net.ServicePool;
import org.quorumkms.net.WireFilters;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.signed.Thumbprint;

/**
 * The least that a Java program can do: one call over RMI and mutual TLS, with a key from a file. What a client's start
 * is measured against. Arguments: the connection key's file, HOST:PORT, the signing key
 * of the HSM that vouches, and a Domain's id, revision and Trust.
 */
final class BareCall {

    private BareCall() {}

    public static void main(String[] args) throws Exception {
        WireFilters.installForResults();
        ConnectionKey key = ConnectionKey.read(Files.readAllBytes(Path.of(args[0])));
        AcceptedServers servers = new AcceptedServers(Set.of(new Thumbprint(args[2])), Set.of());
        Dialer dialer = new Dialer(key, () -> servers, Clock.systemUTC());
        SeenDomain domain = new SeenDomain(new DomainId(args[3]), Integer.parseInt(args[4]), new Thumbprint(args[5]));
        SealedDataKey made = new ServicePool<>(
                        dialer, List.of(Address.parse(args[1])), ClientService.class, ClientService.NAME)
                .call(service -> service.createDataKey(domain, EncryptionContext.EMPTY.encoded()));
        System.out.println(made.sealed().length());
    }
}

package org.quorumkms.net;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.util.List;

/** Lets a test talk to the registry itself, as any caller could. */
public final class RegistryAccess {

    private RegistryAccess() {}

    /** Looks up a service at the first of some addresses that has it. */
    public static <S extends Remote> S lookup(Dialer dialer, List<Address> addresses, Class<S> type, String name) {
        return new ServicePool<>(dialer, addresses, type, name).call(service -> service);
    }

    /** Returns the registry behind an address. */
    public static Registry open(Dialer dialer, Address address) throws RemoteException {
        return LocateRegistry.getRegistry(address.host(), address.port(), new TlsClientSocketFactory(dialer, address));
    }
}

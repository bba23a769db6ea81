package org.quorumkms.net;

import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;

/** Lets a test talk to the registry itself, as any caller could. */
public final class RegistryAccess {

    private RegistryAccess() {}

    /** Returns the registry behind an address. */
    public static Registry open(Dialer dialer, Address address) throws RemoteException {
        return LocateRegistry.getRegistry(address.host(), address.port(), new TlsClientSocketFactory(dialer, address));
    }
}

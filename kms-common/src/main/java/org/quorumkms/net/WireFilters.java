package org.quorumkms.net;

import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.rmi.Remote;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustKind;

/** Which classes may come in over RMI, in either direction: those named here, and no others. */
public final class WireFilters {

    private static final String LIMITS = "maxdepth=12;maxrefs=100000;maxarray=33554432;maxbytes=67108864";

    private static final List<Class<?>> VALUES =
            List.of(String.class, Enum.class, Bytes.class, Thumbprint.class, DomainId.class, RequestId.class);

    private static final List<Class<?>> PARAMETERS = List.of(
            SeenDomain.class,
            ClaimRequest.class,
            Data.class,
            TrustPlan.class,
            TrustKind.class,
            ApproveTrust.class,
            NewDomain.class,
            NewOperator.class,
            Purpose.class,
            ClaimTerms.class);

    private static final List<Class<?>> RESULTS = List.of(
            SeenDomain.class,
            Data.class,
            SealedDataKey.class,
            Sealed.class,
            Opened.class,
            InvitedDomain.class,
            HsmView.class,
            AuditLogView.class);

    private static final List<Class<?>> SERVICES =
            List.of(ClaimService.class, ClientService.class, OperatorService.class);

    /** What a copied list is on the wire and when it comes out. */
    private static final String LISTS = "java.lang.Object;java.util.CollSer;java.util.ImmutableCollections$*";

    /** What RMI itself sends back: stubs from the registry, acknowledgements, exceptions. */
    private static final String RMI = "java.lang.reflect.Proxy;java.rmi.Remote;java.rmi.server.*;java.rmi.dgc.*;"
            + "java.rmi.*;sun.rmi.server.UnicastRef2;sun.rmi.server.UnicastRef;sun.rmi.transport.LiveRef;"
            + "java.lang.Throwable;java.lang.Exception;java.lang.RuntimeException;java.lang.Error;"
            + "java.lang.StackTraceElement;java.util.Collections$EmptyList;java.io.IOException;"
            + "java.io.InvalidClassException;java.io.ObjectStreamException;java.lang.ClassNotFoundException;"
            + "java.lang.ReflectiveOperationException;java.lang.Number;java.lang.Integer;java.lang.Long;"
            + "java.lang.Boolean;org.quorumkms.errors.*";

    private WireFilters() {}

    /** Returns the filter of a server's exported objects: the parameters of our services. */
    public static ObjectInputFilter parameters() {
        return ObjectInputFilter.Config.createFilter(
                LIMITS + ";" + names(VALUES) + ";" + names(PARAMETERS) + ";" + LISTS + ";!*");
    }

    /** Installs the filter of a console or client, for the whole process: results, exceptions and stubs. */
    public static void installForResults() {
        ObjectInputFilter.Config.setSerialFilter(results());
    }

    static ObjectInputFilter results() {
        ObjectInputFilter named = ObjectInputFilter.Config.createFilter(LIMITS + ";" + names(VALUES) + ";"
                + names(RESULTS) + ";" + names(SERVICES) + ";" + LISTS + ";" + TlsClientSocketFactory.class.getName()
                + ";"
                + RMI + ";!*");
        return info -> isStub(info.serialClass()) ? ObjectInputFilter.Status.ALLOWED : named.checkInput(info);
    }

    /** A stub is a proxy class that the platform makes and names; what it may be a proxy of is what counts. */
    private static boolean isStub(@Nullable Class<?> type) {
        return type != null
                && Proxy.isProxyClass(type)
                && Arrays.stream(type.getInterfaces())
                        .allMatch(one -> one.equals(Remote.class) || SERVICES.contains(one));
    }

    private static String names(List<Class<?>> classes) {
        return classes.stream().map(Class::getName).collect(Collectors.joining(";"));
    }
}

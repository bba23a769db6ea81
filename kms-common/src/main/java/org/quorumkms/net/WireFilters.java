package org.quorumkms.net;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.Remote;
import java.rmi.server.RMISocketFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.quorumkms.audit.LogId;
import org.quorumkms.domain.ClaimTerms;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.Rights;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.UnreachableException;
import org.quorumkms.errors.UsageException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.OrderKind;
import org.quorumkms.remote.AnswerRollCall;
import org.quorumkms.remote.ApproveOrder;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.AuditLogView;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClaimRequest;
import org.quorumkms.remote.ClaimService;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.HandOverService;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.InviteDomain;
import org.quorumkms.remote.InvitedDomain;
import org.quorumkms.remote.MoveDomain;
import org.quorumkms.remote.NewDomain;
import org.quorumkms.remote.NewOperator;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.OpenReleased;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OpenedDataKeys;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.OrderView;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.RollCallView;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SealedDataKeys;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.TrustKind;

/**
 * Which classes may come in over RMI, in either direction: those named here, one by one, and no others; and how many,
 * how deep and how long. Whatever else a stream names is refused before it is made.
 */
public final class WireFilters {

    /** The longest array of bytes: data of 64 KiB, sealed. */
    private static final int MOST_BYTES = 128 * 1024;

    /** The longest array of anything else in a call: the HSMs or operators of a Trust. */
    private static final int MOST_ELEMENTS = 64;

    /** The longest array of anything else in a client's call: the controllers of a Domain. */
    private static final int MOST_CONTROLLERS = 256;

    /** The longest array of anything else in an answer: a page, a list of Trusts. */
    private static final int MOST_RESULTS = 100_000;

    private static final int DEEPEST = 8;

    static final Set<Class<?>> CLAIM = Set.of(
            RequestId.class,
            ClaimRequest.class,
            SeenDomain.class,
            DomainId.class,
            Thumbprint.class,
            Data.class,
            byte[].class);

    static final Set<Class<?>> CLIENT = Set.of(
            RequestId.class,
            DomainId.class,
            Thumbprint.class,
            SeenDomain.class,
            Bytes.class,
            Data.class,
            byte[].class,
            ChangeControllers.class,
            NewOrder.class,
            OrderKind.class,
            OpenReleased.class,
            CreateDataKeys.class,
            OpenDataKeys.class,
            OpenDataKeys.Key.class,
            Controller.class,
            Rights.class,
            Right.class,
            Enum.class,
            Object[].class);

    static final Set<Class<?>> OPERATOR = Set.of(
            RequestId.class,
            LogId.class,
            DomainId.class,
            Thumbprint.class,
            SeenDomain.class,
            TrustPlan.class,
            SignTrust.class,
            TrustKind.class,
            ApproveTrust.class,
            ApproveOrder.class,
            MoveDomain.class,
            NewOrder.class,
            OrderKind.class,
            NewDomain.class,
            CallId.class,
            AnswerRollCall.class,
            Controller.class,
            NewOperator.class,
            Purpose.class,
            ClaimTerms.class,
            Policy.class,
            Policy.Who.class,
            InviteDomain.class,
            Rights.class,
            Right.class,
            Enum.class,
            Object[].class);

    static final Set<Class<?>> HAND_OVER = Set.of(RequestId.class);

    static final Set<Class<?>> RESULTS = Set.of(
            DomainId.class,
            Thumbprint.class,
            SeenDomain.class,
            Bytes.class,
            Data.class,
            byte[].class,
            SealedDataKey.class,
            SealedDataKeys.class,
            Sealed.class,
            Opened.class,
            OpenedDataKeys.class,
            InvitedDomain.class,
            HsmView.class,
            AuditLogView.class,
            LogId.class,
            OrderView.class,
            RollCallView.class,
            CallId.class,
            TrustView.class,
            TrustView.Rejection.class,
            NewestDomain.class,
            SignedFile.class,
            Object[].class);

    private static final Set<Class<?>> EXCEPTIONS = Set.of(
            KmsException.class,
            RefusedException.class,
            UsageException.class,
            UnreachableException.class,
            TryAgainException.class,
            ElsewhereException.class,
            MovedException.class,
            BehindException.class,
            ClosedException.class,
            VerificationException.class,
            Throwable.class,
            Exception.class,
            RuntimeException.class,
            Error.class,
            StackTraceElement.class,
            StackTraceElement[].class,
            IOException.class,
            java.io.ObjectStreamException.class,
            java.io.InvalidClassException.class,
            java.io.InvalidObjectException.class,
            ClassNotFoundException.class,
            ReflectiveOperationException.class,
            java.rmi.RemoteException.class,
            java.rmi.ServerException.class,
            java.rmi.ServerError.class,
            java.rmi.MarshalException.class,
            java.rmi.UnmarshalException.class,
            java.rmi.NoSuchObjectException.class,
            java.rmi.NotBoundException.class,
            java.rmi.AccessException.class);

    private static final Set<Class<?>> STUBS = Set.of(
            Proxy.class,
            Remote.class,
            java.rmi.server.RemoteObject.class,
            TlsClientSocketFactory.class,
            ClaimService.class,
            ClientService.class,
            OperatorService.class,
            HandOverService.class);

    private static final Set<Class<?>> SERVICES =
            Set.of(ClaimService.class, ClientService.class, OperatorService.class, HandOverService.class);

    /** What a copied list is on the wire and when it comes out; they are not public, so they are named. */
    private static final Set<String> LISTS = Set.of(
            "java.util.CollSer", "java.util.ImmutableCollections$List12", "java.util.ImmutableCollections$ListN");

    /**
     * What is in a stub. Not {@code UnicastRef}, which connects without a socket factory to whatever address it names; but
     * a stub names its reference in words that no filter sees, so that {@link #connectNowhere} and the Dialer look too.
     */
    private static final Set<String> STUB_PARTS =
            Set.of("java.rmi.server.RemoteObjectInvocationHandler", "sun.rmi.server.UnicastRef2");

    /** What a suppressed or empty list in an exception is. */
    private static final Set<String> EXCEPTION_PARTS = Set.of("java.util.Collections$EmptyList", "java.util.ArrayList");

    private static final ObjectInputFilter ANSWERS =
            new Allowing(union(RESULTS, EXCEPTIONS), union(LISTS, EXCEPTION_PARTS), MOST_RESULTS);

    private static final ObjectInputFilter LOOKUPS =
            new Allowing(union(STUBS, EXCEPTIONS), union(STUB_PARTS, EXCEPTION_PARTS), 0);

    private WireFilters() {}

    /** Returns the filter of a server's object for those who claim. */
    public static ObjectInputFilter claims() {
        return new Allowing(CLAIM, Set.of(), MOST_ELEMENTS);
    }

    /** Returns the filter of a server's object for clients. */
    public static ObjectInputFilter clients() {
        return new Allowing(CLIENT, LISTS, MOST_CONTROLLERS);
    }

    /** Returns the filter of a server's object for operators. */
    public static ObjectInputFilter operators() {
        return new Allowing(OPERATOR, LISTS, MOST_ELEMENTS);
    }

    /** Returns the filter of a server's object for those who bring whole Domains. */
    public static ObjectInputFilter handOver() {
        return new Allowing(HAND_OVER, Set.of(), 0);
    }

    /**
     * Makes a process a server, once: nothing but what its objects take is made from any stream, and RMI connects
     * nowhere.
     */
    public static void installForServer() {
        Set<Class<?>> all = union(CLAIM, CLIENT, OPERATOR, HAND_OVER);
        ObjectInputFilter.Config.setSerialFilter(new Allowing(all, LISTS, MOST_CONTROLLERS));
        connectNowhere();
    }

    /**
     * Makes a process a console or client, once: nothing but results, exceptions and stubs is made from any stream, and
     * RMI connects only where a {@link Dialer} was told to.
     */
    public static void installForResults() {
        connectNowhere();
        CallFilters.install();
        Set<Class<?>> classes = union(RESULTS, EXCEPTIONS, STUBS);
        ObjectInputFilter.Config.setSerialFilter(
                new Allowing(classes, union(LISTS, STUB_PARTS, EXCEPTION_PARTS), MOST_RESULTS));
    }

    /** Returns the filter of what a call is answered with. */
    static ObjectInputFilter answers() {
        return ANSWERS;
    }

    /** Returns the filter of what a registry answers with. */
    static ObjectInputFilter lookups() {
        return LOOKUPS;
    }

    /** Returns whether a filter is one of these. */
    static boolean isOurs(ObjectInputFilter filter) {
        return filter instanceof Allowing;
    }

    @SafeVarargs
    private static <T> Set<T> union(Set<? extends T>... sets) {
        Set<T> all = new HashSet<>();
        for (Set<? extends T> set : sets) {
            all.addAll(set);
        }
        return Set.copyOf(all);
    }

    /** A stub without a socket factory of ours would connect to an address that its sender chose. */
    private static void connectNowhere() {
        try {
            RMISocketFactory.setSocketFactory(new RMISocketFactory() {
                @Override
                public Socket createSocket(String host, int port) throws IOException {
                    throw new IOException("RMI connects only through our own factory");
                }

                @Override
                public ServerSocket createServerSocket(int port) throws IOException {
                    throw new IOException("RMI listens only through our own factory");
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException("the socket factory of this process was set before", e);
        }
    }

    /**
     * Makes RMI connect nowhere while a thread makes one of our calls, and where it would otherwise. A program that set a factory of
     * its own keeps it.
     */
    static void connectNowhereInCalls() {
        if (RMISocketFactory.getSocketFactory() != null) {
            return;
        }
        try {
            RMISocketFactory.setSocketFactory(new NowhereInCalls(RMISocketFactory.getDefaultSocketFactory()));
        } catch (IOException e) {
            // The program set one of its own just now, and keeps it. (A logger here would cost every start of a console
            // its set-up.)
            return;
        }
    }

    /**
     * Connects nowhere for a thread that makes one of our calls, nor, where such a connection was refused, for the thread in which
     * the platform's distributed collector tries it again.
     */
    private static final class NowhereInCalls extends RMISocketFactory {

        private static final String COLLECTOR = "RMI RenewClean-";
        private static final int MOST_REFUSED = 1_000;

        private final RMISocketFactory others;
        private final Set<String> refused = ConcurrentHashMap.newKeySet();

        NowhereInCalls(RMISocketFactory others) {
            this.others = others;
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            String where = host + ":" + port;
            boolean calling = CallFilters.isCalling();
            if (calling && refused.size() < MOST_REFUSED) {
                refused.add(where);
            }
            if (calling || (Thread.currentThread().getName().startsWith(COLLECTOR) && refused.contains(where))) {
                throw new IOException("a call connects only through our own factory");
            }
            return others.createSocket(host, port);
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return others.createServerSocket(port);
        }
    }

    /** Allows some classes and bounds the rest; whatever is not allowed is refused. */
    private record Allowing(Set<Class<?>> classes, Set<String> names, int mostElements) implements ObjectInputFilter {

        @Override
        public Status checkInput(FilterInfo info) {
            if (info.depth() > DEEPEST || info.references() > 4L * MOST_RESULTS) {
                return Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            if (type == null) {
                return Status.UNDECIDED;
            }
            if (info.arrayLength() >= 0 && info.arrayLength() > (type == byte[].class ? MOST_BYTES : mostElements)) {
                return Status.REJECTED;
            }
            return type == String.class || classes.contains(type) || names.contains(type.getName()) || isStub(type)
                    ? Status.ALLOWED
                    : Status.REJECTED;
        }

        /** A stub is a proxy class that the platform makes and names; what it may be a proxy of is what counts. */
        private boolean isStub(Class<?> type) {
            return classes.contains(Proxy.class)
                    && Proxy.isProxyClass(type)
                    && Arrays.stream(type.getInterfaces())
                            .allMatch(one -> one.equals(Remote.class) || SERVICES.contains(one));
        }
    }

    /** Returns everything that may come in, in either direction: for a test that none of it is more than it seems. */
    static List<Class<?>> everything() {
        return List.copyOf(WireFilters.<Class<?>>union(CLAIM, CLIENT, OPERATOR, HAND_OVER, RESULTS, EXCEPTIONS, STUBS));
    }
}

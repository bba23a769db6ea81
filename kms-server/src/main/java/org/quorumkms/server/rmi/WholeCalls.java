package org.quorumkms.server.rmi;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.rmi.Remote;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.RefusedException;

/**
 * Stands before an endpoint: a call that lacks a parameter is refused before anything looks at it. (A record that lacks a member
 * is not made at all.)
 */
final class WholeCalls implements InvocationHandler {

    private final String service;
    private final Remote endpoint;
    private final CallObserver observer;

    private WholeCalls(String service, Remote endpoint, CallObserver observer) {
        this.service = service;
        this.endpoint = endpoint;
        this.observer = observer;
    }

    /** Returns an object to export in an endpoint's place. */
    static <S extends Remote> S before(Class<S> service, S endpoint, CallObserver observer) {
        return service.cast(Proxy.newProxyInstance(
                service.getClassLoader(),
                new Class<?>[] {service},
                new WholeCalls(service.getSimpleName(), endpoint, observer)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] parameters) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, parameters);
        }
        long begun = System.nanoTime();
        Throwable failure = null;
        try {
            return carryOut(method, parameters);
        } catch (Throwable e) {
            failure = e;
            throw e;
        } finally {
            observer.answered(service, method.getName(), failure, System.nanoTime() - begun);
        }
    }

    private @Nullable Object carryOut(Method method, Object @Nullable [] parameters) throws Throwable {
        if (parameters != null) {
            for (Object parameter : parameters) {
                if (parameter == null) {
                    throw new RefusedException("The call lacks a parameter.");
                }
            }
        }
        try {
            return method.invoke(endpoint, parameters);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** RMI keeps exported objects in a table, by what they are and not by what they equal. */
    private @Nullable Object ofObject(Object proxy, Method method, Object @Nullable [] parameters) {
        return switch (method.getName()) {
            case "equals" -> parameters != null && proxy == parameters[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> endpoint.getClass().getSimpleName();
        };
    }
}

package org.quorumkms.server.monitoring;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands before an object and tells how long each of its methods took, and what it failed with. */
final class Observed {

    private Observed() {}

    /** Is told of each call. */
    interface Observer {
        /** Notes one. */
        void done(String method, @Nullable Throwable failure, long nanos);
    }

    /** Returns an object of the type that does what the given one does. */
    static <T> T of(Class<T> type, T object, Observer observer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, parameters) -> {
                    if (method.getDeclaringClass() == Object.class
                            && method.getName().equals("equals")) {
                        return parameters != null && proxy == parameters[0];
                    }
                    long begun = System.nanoTime();
                    Throwable failure = null;
                    try {
                        return method.invoke(object, parameters);
                    } catch (InvocationTargetException e) {
                        failure = e.getTargetException();
                        throw failure;
                    } finally {
                        observer.done(method.getName(), failure, System.nanoTime() - begun);
                    }
                }));
    }
}

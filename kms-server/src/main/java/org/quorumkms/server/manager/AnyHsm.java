package org.quorumkms.server.manager;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.hsm.Hsm;

/**
 * Several HSMs that can do the same, of which some are in devices. What is asked is asked of one that is there; where its device goes
 * away in the middle, of the next: an operation of an HSM changes nothing in it, and what it is given is not used up.
 */
final class AnyHsm {

    private AnyHsm() {}

    /** Returns one that stands for all; where none can go away, the first itself. */
    static Optional<Hsm> of(List<Hsm> hsms) {
        if (hsms.isEmpty()) {
            return Optional.empty();
        }
        if (hsms.size() == 1 || hsms.stream().noneMatch(AnyHsm::isInDevice)) {
            return Optional.of(hsms.get(0));
        }
        return Optional.of((Hsm) Proxy.newProxyInstance(
                Hsm.class.getClassLoader(),
                new Class<?>[] {Hsm.class},
                (proxy, method, arguments) -> ask(hsms, method, arguments)));
    }

    private static boolean isInDevice(Hsm hsm) {
        return hsm.statement().device().isToken();
    }

    private static @Nullable Object ask(List<Hsm> hsms, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        ElsewhereException last = null;
        for (Hsm hsm : hsms.stream()
                .sorted(Comparator.comparing(one -> one.away().isPresent()))
                .toList()) {
            try {
                return method.invoke(hsm, arguments);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof ElsewhereException away)) {
                    throw e.getCause();
                }
                last = away;
            }
        }
        throw last == null ? new IllegalStateException("there is at least one HSM") : last;
    }
}

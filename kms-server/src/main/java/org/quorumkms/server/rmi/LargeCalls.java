package org.quorumkms.server.rmi;

import java.io.ObjectInputFilter;
import java.util.function.Predicate;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.server.net.Callers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a call be large, if its caller may make such calls: asked once for each call, when its first parameter begins, so before
 * the rest comes in. Whoever begins with something else stays below what every call may have.
 */
record LargeCalls(Predicate<EcJwk> may, ObjectInputFilter parameters) implements ObjectInputFilter {

    private static final Logger LOG = LoggerFactory.getLogger(LargeCalls.class);

    static ObjectInputFilter of(Predicate<EcJwk> may, ObjectInputFilter parameters) {
        return new LargeCalls(may, parameters);
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (!Callers.mayBeLarge(this::asked)) {
            // What is thrown here reaches the caller as the cause of the refusal.
            throw new RefusedException("D3: no Domain names this key as a controller, so nothing is taken from it."
                    + " Export the Domain (kms-client export), and have an operator of its line import it.");
        }
        return parameters.checkInput(info);
    }

    private boolean asked(EcJwk caller) {
        try {
            return may.test(caller);
        } catch (KmsException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("a caller could not be looked up", e);
            throw new TryAgainException("The store is unavailable. Try again in a moment.");
        }
    }
}

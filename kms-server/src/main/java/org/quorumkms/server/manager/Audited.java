package org.quorumkms.server.manager;

import java.util.function.Function;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditEvent;
import org.quorumkms.audit.AuditResult;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.BehindException;
import org.quorumkms.errors.ClosedException;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.MovedException;
import org.quorumkms.errors.TryAgainException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.EcJwk;
import org.quorumkms.server.audit.AuditLog;

/**
 * Work that is written down in the audit log: uses when they are done, changes by {@link Changes} in their own transaction, and
 * both when they are refused.
 *
 * @param log where it is written down
 */
record Audited(AuditLog log) {

    /** Uses a Domain. */
    <T> T use(EcJwk caller, Call call, SeenDomain asked, Supplier<T> work, Function<T, AuditSubject> used) {
        return use(caller, call, asked, 1, work, used);
    }

    /**
     * Uses a Domain several times in one call.
     *
     * @param times how often the log says so, when it is done; what is refused is refused once
     */
    <T> T use(EcJwk caller, Call call, SeenDomain asked, int times, Supplier<T> work, Function<T, AuditSubject> used) {
        log.requireWritable();
        T result = attempt(caller, call, AuditSubject.domain(asked), work);
        AuditSubject subject = used.apply(result);
        for (int i = 0; i < times; i++) {
            note(caller, call, subject, AuditResult.DONE);
        }
        return result;
    }

    /** Tries a change, which writes itself down; its refusal is written down here. */
    <T> T attempt(EcJwk caller, Call call, AuditSubject asked, Supplier<T> work) {
        try {
            return work.get();
        } catch (TryAgainException | ElsewhereException | MovedException | BehindException | ClosedException e) {
            // Nothing was decided here.
            throw e;
        } catch (KmsException e) {
            note(
                    caller,
                    call,
                    asked,
                    e instanceof VerificationException ? AuditResult.NOT_VERIFIED : AuditResult.REFUSED);
            throw e;
        } catch (RuntimeException e) {
            note(caller, call, asked, AuditResult.FAILED);
            throw e;
        }
    }

    private void note(EcJwk caller, Call call, AuditSubject subject, AuditResult result) {
        log.note(new AuditEvent(caller.thumbprint(), call.action(), subject, result));
    }
}

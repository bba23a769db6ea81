package org.quorumkms.server.manager;

import java.util.function.Function;
import java.util.function.Supplier;
import org.quorumkms.audit.AuditAction;
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
import org.quorumkms.signed.Thumbprint;

/**
 * Work that is written down in the audit log: uses when they are done, changes by {@link Requests} in their own
 * transaction, and both when they are refused.
 */
final class Audited {

    private final AuditLog log;

    Audited(AuditLog log) {
        this.log = log;
    }

    AuditLog log() {
        return log;
    }

    <T> T use(EcJwk caller, AuditAction action, SeenDomain asked, Supplier<T> work, Function<T, SeenDomain> used) {
        log.requireWritable();
        AuditSubject subject = AuditSubject.domain(asked);
        T result = attempt(caller.thumbprint(), action, subject, work);
        log.note(
                new AuditEvent(caller.thumbprint(), action, AuditSubject.domain(used.apply(result)), AuditResult.DONE));
        return result;
    }

    <T> T change(EcJwk caller, AuditAction action, AuditSubject asked, Supplier<T> work) {
        return attempt(caller.thumbprint(), action, asked, work);
    }

    private <T> T attempt(Thumbprint caller, AuditAction action, AuditSubject asked, Supplier<T> work) {
        try {
            return work.get();
        } catch (TryAgainException | ElsewhereException | MovedException | BehindException | ClosedException e) {
            // Nothing was decided here.
            throw e;
        } catch (KmsException e) {
            AuditResult result = e instanceof VerificationException ? AuditResult.NOT_VERIFIED : AuditResult.REFUSED;
            log.note(new AuditEvent(caller, action, asked, result));
            throw e;
        } catch (RuntimeException e) {
            log.note(new AuditEvent(caller, action, asked, AuditResult.FAILED));
            throw e;
        }
    }
}

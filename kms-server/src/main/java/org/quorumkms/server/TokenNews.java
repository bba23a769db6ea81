package org.quorumkms.server;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.quorumkms.audit.AuditAction;
import org.quorumkms.audit.AuditSubject;
import org.quorumkms.pkcs11.TokenEvents;
import org.quorumkms.server.audit.AuditLog;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log when an HSM in a token goes and when it is back, and in the audit log of a server that serves: an entry each, and one
 * for each that is away when it begins.
 */
final class TokenNews implements TokenEvents {

    private static final Logger LOG = LoggerFactory.getLogger("kms-server");

    private final Set<Thumbprint> away = new HashSet<>();
    private @Nullable AuditLog log;

    /** From now on writes it down too. */
    synchronized void tell(AuditLog served) {
        log = served;
        away.forEach(hsm -> note(served, AuditAction.HSM_AWAY, hsm));
    }

    @Override
    public synchronized void gone(HsmKeys hsm, String why) {
        LOG.error("HSM {} is unavailable: {}; calls go to other HSMs of its Trusts", hsm.label(), why);
        changed(away.add(hsm.fingerprint()), AuditAction.HSM_AWAY, hsm);
    }

    @Override
    public synchronized void back(HsmKeys hsm) {
        LOG.warn("HSM {} is back", hsm.label());
        changed(away.remove(hsm.fingerprint()), AuditAction.HSM_BACK, hsm);
    }

    private void changed(boolean isNew, AuditAction action, HsmKeys hsm) {
        AuditLog served = log;
        if (isNew && served != null) {
            note(served, action, hsm.fingerprint());
        }
    }

    private static void note(AuditLog served, AuditAction action, Thumbprint hsm) {
        served.note(served.own(action, AuditSubject.hsm(hsm)));
    }
}

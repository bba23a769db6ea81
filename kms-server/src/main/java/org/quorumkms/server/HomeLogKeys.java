package org.quorumkms.server;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.errors.ElsewhereException;
import org.quorumkms.home.Home;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.server.audit.LogKeys;
import org.quorumkms.signed.Bytes;

/** The keys of the audit logs, in the server's home: {@code audit-key.pem}, from the second log on {@code audit-key-2.pem} and so on. */
record HomeLogKeys(Home home, List<Hsm> hsms) implements LogKeys {

    private static final String NAME = "audit-key";

    HomeLogKeys {
        hsms = List.copyOf(hsms);
    }

    @Override
    public Ed25519Key of(LogId log) {
        String name = NAME + (log.number() == 1 ? "" : "-" + log.number()) + ".pem";
        return home.locked(() -> home.read(name)
                .map(content -> Ed25519Key.read(name, content))
                .orElseGet(() -> {
                    Ed25519Key made = Ed25519Key.generate();
                    home.write(name, made.write());
                    return made;
                }));
    }

    @Override
    public List<AuditKey> certify(LogId log, Bytes key) {
        List<AuditKey> certificates = new ArrayList<>();
        ElsewhereException away = null;
        for (Hsm hsm : hsms) {
            try {
                certificates.add(hsm.certifyAuditKey(log, key));
            } catch (ElsewhereException e) {
                // In a device that is away; it vouches at a later start.
                away = e;
            }
        }
        if (certificates.isEmpty() && away != null) {
            throw away;
        }
        return certificates;
    }
}

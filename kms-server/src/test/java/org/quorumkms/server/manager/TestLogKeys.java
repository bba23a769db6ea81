package org.quorumkms.server.manager;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.hsm.Hsm;
import org.quorumkms.server.audit.LogKeys;
import org.quorumkms.signed.Bytes;

/** Keys of logs, in memory. */
public final class TestLogKeys implements LogKeys {

    private final Map<LogId, Ed25519Key> keys = new ConcurrentHashMap<>();
    private final Hsm hsm;

    public TestLogKeys(Hsm hsm) {
        this.hsm = hsm;
    }

    @Override
    public Ed25519Key of(LogId log) {
        return keys.computeIfAbsent(log, any -> Ed25519Key.generate());
    }

    @Override
    public List<AuditKey> certify(LogId log, Bytes key) {
        return List.of(hsm.certifyAuditKey(log, key));
    }
}

package org.quorumkms.server.audit;

import java.util.List;
import org.quorumkms.audit.AuditKey;
import org.quorumkms.audit.LogId;
import org.quorumkms.crypto.Ed25519Key;
import org.quorumkms.signed.Bytes;

/** The keys that sign the heads of a server's logs, one for each log. */
public interface LogKeys {

    /** Returns the key of a log; the first time, makes it, and it is on disk when this returns. */
    Ed25519Key of(LogId log);

    /** Has this server's HSMs certify the key of a log. */
    List<AuditKey> certify(LogId log, Bytes key);
}

package org.quorumkms.server.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** Has a pool drop a connection whose server became a standby. HikariCP makes it by its name. */
public final class EvictStandby implements SQLExceptionOverride {

    /** Made by HikariCP. */
    public EvictStandby() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return Engine.READ_ONLY.equals(failure.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}

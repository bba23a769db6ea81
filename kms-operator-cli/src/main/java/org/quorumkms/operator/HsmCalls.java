package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import org.quorumkms.errors.KmsException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.remote.HsmView;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.trust.HsmStatement;

/** An operator's calls about HSMs. */
public final class HsmCalls {

    private final Session session;

    HsmCalls(Session session) {
        this.session = session;
    }

    /** Returns all HSMs, each by its own statement; warns of one that cannot be read. */
    public List<HsmEntry> all() {
        List<HsmEntry> all = new ArrayList<>();
        for (HsmView view : session.call(OperatorService::hsms)) {
            try {
                all.add(entry(view));
            } catch (KmsException e) {
                session.warn("An HSM that the server shows is left out: " + e.getMessage());
            }
        }
        return all;
    }

    /** Returns what the HSMs are made of, where the server shows them to this operator. */
    public HsmDevices devices() {
        try {
            return HsmDevices.of(all());
        } catch (RefusedException notForYou) {
            return HsmDevices.NOT_SHOWN;
        }
    }

    /** Has an HSM made in the server that is called; an empty label: the server chooses. */
    public HsmEntry create(String label) {
        RequestId id = session.request();
        return entry(session.call(server -> server.createHsm(id, label)));
    }

    private HsmEntry entry(HsmView view) {
        HsmStatement statement = HsmStatement.verify(view.statement(), session.genesis());
        return new HsmEntry(statement.keys(), view.server(), statement.device());
    }
}

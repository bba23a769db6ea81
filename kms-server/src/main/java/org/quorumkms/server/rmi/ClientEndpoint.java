package org.quorumkms.server.rmi;

import java.util.List;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.remote.ChangeControllers;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.CreateDataKeys;
import org.quorumkms.remote.Data;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.NewestDomain;
import org.quorumkms.remote.OpenDataKeys;
import org.quorumkms.remote.OpenReleased;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.OpenedDataKeys;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.Sealed;
import org.quorumkms.remote.SealedDataKey;
import org.quorumkms.remote.SealedDataKeys;
import org.quorumkms.remote.SignedFile;
import org.quorumkms.server.manager.Manager;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Thumbprint;

/** What clients reach. */
final class ClientEndpoint implements ClientService {

    private final Calls calls;
    private final Manager manager;

    ClientEndpoint(Calls calls, Manager manager) {
        this.calls = calls;
        this.manager = manager;
    }

    @Override
    public List<DomainId> domains() {
        return calls.carryOut(manager.uses()::list);
    }

    @Override
    public String domain(DomainId id) {
        return calls.carryOut(caller -> manager.uses().read(caller, id));
    }

    @Override
    public NewestDomain newest(SeenDomain seen, Thumbprint trust) {
        return calls.carryOut(caller -> manager.uses().newest(caller, seen, trust));
    }

    @Override
    public NewestDomain endSignatures(RequestId request, SeenDomain seen) {
        return calls.change(request, asked -> manager.domainChanges().endSignatures(asked, seen));
    }

    @Override
    public String line(Thumbprint trust) {
        return calls.carryOut(caller -> manager.trusts().clientsLine(caller, trust));
    }

    @Override
    public List<String> servers() {
        return calls.carryOut(manager.hsms()::clientsServers);
    }

    @Override
    public SealedDataKey createDataKey(SeenDomain seen, Bytes context) {
        return calls.carryOut(caller -> manager.uses().createDataKey(caller, seen, context));
    }

    @Override
    public SealedDataKeys createDataKeys(CreateDataKeys wanted) {
        return calls.carryOut(caller -> manager.uses().createDataKeys(caller, wanted));
    }

    @Override
    public OpenedDataKeys openDataKeys(OpenDataKeys wanted) {
        return calls.carryOut(caller -> manager.uses().openDataKeys(caller, wanted));
    }

    @Override
    public Opened openDataKey(SeenDomain seen, Bytes sealed, Bytes context) {
        return calls.carryOut(caller -> manager.uses().openDataKey(caller, seen, sealed, context));
    }

    @Override
    public String requestRelease(RequestId request, NewOrder wanted) {
        return calls.change(request, asked -> manager.releases().request(asked, wanted));
    }

    @Override
    public List<String> releases(DomainId domain, Thumbprint sealed) {
        return calls.carryOut(caller -> manager.releases().of(caller, domain, sealed));
    }

    @Override
    public Opened openReleased(OpenReleased wanted) {
        return calls.carryOut(caller -> manager.uses().openReleased(caller, wanted));
    }

    @Override
    public SignedFile signFile(SeenDomain seen, Thumbprint sha256, long bytes) {
        return calls.carryOut(caller -> manager.uses().signFile(caller, seen, sha256, bytes));
    }

    @Override
    public NewestDomain changeControllers(RequestId request, ChangeControllers change) {
        return calls.change(request, asked -> manager.domainChanges().controllers(asked, change));
    }

    @Override
    public Sealed encrypt(SeenDomain seen, Data data, Bytes context) {
        return calls.carryOut(caller -> manager.uses().encrypt(caller, seen, data, context));
    }

    @Override
    public Opened decrypt(SeenDomain seen, Bytes ciphertext, Bytes context) {
        return calls.carryOut(caller -> manager.uses().decrypt(caller, seen, ciphertext, context));
    }
}

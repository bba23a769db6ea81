package org.quorumkms.client;

import java.rmi.RemoteException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.quorumkms.domain.Domain;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.ExportedDomain;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.NotReleasedException;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.net.ConnectionKey;
import org.quorumkms.order.Decision;
import org.quorumkms.order.Order;
import org.quorumkms.remote.ClientService;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.OpenReleased;
import org.quorumkms.remote.Opened;
import org.quorumkms.remote.RequestId;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;

/** What a quorum of operators opens, one thing at a time (O4): asked for, and opened once it was approved. */
final class Releasing {

    private final ConnectionKey key;
    private final ClientCalls calls;
    private final SecureRandom random;

    Releasing(ConnectionKey key, ClientCalls calls, SecureRandom random) {
        this.key = key;
        this.calls = calls;
        this.random = random;
    }

    /** Asks for a release; the answer is what was asked for, under the Domain's Trust. */
    Order request(
            ExportedDomain domain,
            Bytes sealed,
            EncryptionContext context,
            Optional<Decision.Open.FileWords> file,
            String note,
            Duration validity) {
        Domain now = domain.domain();
        Decision.Open open =
                new Decision.Open(now.body().ended(), key.thumbprint(), sealed.thumbprint(), context, file);
        NewOrder wanted = NewOrder.of(now.body().id(), open, note, 0, validity.toSeconds());
        RequestId id = RequestId.random(random);
        Order came = Order.parse(calls.call(service -> service.requestRelease(id, wanted)));
        boolean same = came.body().decision().equals(open)
                && came.body().domain().equals(now.body().id())
                && came.body().trust().equals(now.body().trust())
                && came.body().note().equals(Note.typed(note));
        if (!same) {
            throw new VerificationException(
                    "O4: the server made another request than was asked for. Do not use this server.");
        }
        return came;
    }

    /** Opens what was released: the newest release that has its approvals, else says what the last one lacks. */
    Opened open(ClientService service, SeenDomain seen, Bytes sealed, Bytes context) throws RemoteException {
        NotReleasedException refused =
                new NotReleasedException("O4: a quorum of its operators opens what is sealed under Domain " + seen.id()
                        + ", file by file. Ask them: kms-client request FILE --note \"what for\".");
        for (String document : service.releases(seen.id(), sealed.thumbprint())) {
            Order order = Order.parse(document);
            requireMine(order, seen, sealed.thumbprint());
            String request = new OperatorRequest(seen.id(), seen.thumbprint(), OperatorRequest.OPEN, order.thumbprint())
                    .sign(key.signingKey());
            try {
                return service.openReleased(new OpenReleased(seen, order.thumbprint(), sealed, context, request));
            } catch (RefusedException notThisOne) {
                refused = new NotReleasedException(String.valueOf(notThisOne.getMessage()));
            }
        }
        throw refused;
    }

    private void requireMine(Order order, SeenDomain seen, Thumbprint sealed) {
        boolean mine = order.body().domain().equals(seen.id())
                && order.body().decision() instanceof Decision.Open open
                && open.key().equals(key.thumbprint())
                && open.sealed().equals(sealed);
        if (!mine) {
            throw new VerificationException(
                    "O4: the server answered with another order than was asked for. Do not use this server.");
        }
    }
}

package org.quorumkms.operator;

import java.util.function.Supplier;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.order.Order;
import org.quorumkms.trust.Trust;

/** Approves with this operator's key, wherever it is: in its Domain, or in its own hands. */
public final class Approving {

    private final OperatorClient client;
    private final OperatorView self;
    private final ApprovalKey own;
    private final Supplier<Passphrase> password;

    /** Takes the calls, the operator, its home's key if it keeps one, and who knows the key's password. */
    public Approving(OperatorClient client, OperatorView self, ApprovalKey own, Supplier<Passphrase> password) {
        this.client = client;
        this.self = self;
        this.own = own;
        this.password = password;
    }

    /** Approves the Trust that was shown. */
    public Trust approve(Trust shown) {
        return own.isOwn()
                ? client.addApproval(shown, own.open(password).sign(DocumentType.TRUST_APPROVAL, shown.payload()))
                : client.approve(self, shown);
    }

    /** Approves the order that was shown. */
    public Order approve(Order shown) {
        return own.isOwn()
                ? client.addApproval(shown, own.open(password).sign(DocumentType.ORDER_APPROVAL, shown.payload()))
                : client.approve(self, shown);
    }
}

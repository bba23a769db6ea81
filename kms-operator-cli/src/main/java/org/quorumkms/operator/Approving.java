package org.quorumkms.operator;

import java.util.function.Supplier;
import org.quorumkms.crypto.Passphrase;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.order.Order;
import org.quorumkms.rollcall.CallId;
import org.quorumkms.trust.Trust;

/** Approves with this operator's key, wherever it is: in its Domain, or in its own hands. */
public final class Approving {

    private final Session session;
    private final ApprovalKey own;
    private final Supplier<Passphrase> password;

    /** Takes the calls, the home's key if it keeps one, and who knows the key's password. */
    public Approving(Session session, ApprovalKey own, Supplier<Passphrase> password) {
        this.session = session;
        this.own = own;
        this.password = password;
    }

    /** Approves the Trust that was shown, and remembers that it was approved here (D5). */
    public Trust approve(Trust shown) {
        Trust approved = own.isOwn()
                ? session.trusts()
                        .addApproval(shown, own.open(password).sign(DocumentType.TRUST_APPROVAL, shown.payload()))
                : session.trusts().approve(shown);
        session.choices().add(TrustChoices.Choice.APPROVED, shown.thumbprint());
        return approved;
    }

    /** Answers a roll call. */
    public RollCallCalls.RollCall answer(CallId call) {
        return own.isOwn()
                ? session.rollCalls().answer(call, own.open(password))
                : session.rollCalls().answer(call);
    }

    /** Approves the order that was shown. */
    public Order approve(Order shown) {
        return own.isOwn()
                ? session.orders()
                        .addApproval(shown, own.open(password).sign(DocumentType.ORDER_APPROVAL, shown.payload()))
                : session.orders().approve(shown);
    }
}

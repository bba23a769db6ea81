package org.quorumkms.server.doctor;

import java.util.List;
import java.util.Optional;
import org.quorumkms.errors.KmsException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.order.Order;
import org.quorumkms.server.store.StoreInspection;
import org.quorumkms.server.store.StoreInspection.OrderRow;
import org.quorumkms.signed.Bytes;
import org.quorumkms.trust.VerifiedTrust;

/** Every order of a store, with its approvals. */
final class OrderDoctor {

    private final StoreInspection rows;
    private final ProvenTrusts trusts;
    private final Newest newest;

    OrderDoctor(StoreInspection rows, ProvenTrusts trusts, Newest newest) {
        this.rows = rows;
        this.trusts = trusts;
        this.newest = newest;
    }

    void examine(Findings findings) {
        findings.look("orders", this::orders);
    }

    private String orders(Findings.Subject subject) {
        List<OrderRow> all = rows.orders();
        for (OrderRow row : all) {
            try {
                Order order = Order.of(
                        Bytes.fromBase64Url(row.payload()),
                        row.signatures().stream().map(JwsSignature::parse).toList());
                newest.see(order.body().created());
                subject.unverifiedUnless(
                        order.thumbprint().value().equals(row.thumbprint())
                                && order.body().domain().value().equals(row.domain()),
                        "the row of order " + order + " is not what it says");
                Optional<VerifiedTrust> trust = trusts.find(order.body().trust());
                subject.unverifiedUnless(
                        trust.isPresent(), "order " + order + ": its Trust is missing, or does not verify");
                trust.ifPresent(proven -> subject.unverifiedUnless(
                        order.signatures().stream().allMatch(one -> order.counts(one, proven.body())),
                        "order " + order + " has an approval that is not valid"));
            } catch (KmsException e) {
                subject.unverified("order " + row.thumbprint() + ": " + e.getMessage());
            }
        }
        return all.size() + ", each with valid approvals by operators of its Trust";
    }
}

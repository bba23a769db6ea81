package org.quorumkms.operator;

import java.util.List;
import java.util.Optional;
import org.quorumkms.domain.Controller;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainId;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.order.Order;
import org.quorumkms.remote.NewOrder;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.signed.Note;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustBody;
import org.quorumkms.trust.TrustChain;

/**
 * Compares what was asked for with what came: a server can answer with another document than the one that was named, and all
 * of it verifies. Each method returns what came, or refuses it.
 *
 * <p>Does not verify anything: that comes besides.
 */
public final class Answers {

    private Answers() {}

    /** T8: a Trust that was named by its thumbprint. */
    public static Trust trust(Thumbprint asked, Trust came) {
        require(came.thumbprint().equals(asked), "T8: the server answered with another Trust than was named");
        return came;
    }

    /** T5: the line to a Trust that was named by its thumbprint. */
    public static TrustChain line(Thumbprint asked, TrustChain came) {
        require(
                came.last().thumbprint().equals(asked),
                "T5: the server answered with the line of another Trust than was named");
        return came;
    }

    /** T8: an order that was named by its thumbprint. */
    public static Order order(Thumbprint asked, Order came) {
        require(came.thumbprint().equals(asked), "T8: the server answered with another order than was named");
        return came;
    }

    /** D3: a Domain that was named by its id. */
    public static DomainBody domain(DomainId asked, DomainBody came) {
        require(came.id().equals(asked), "D3: the server answered with another Domain than was asked for");
        return came;
    }

    /** A Domain that was asked for by its name. */
    public static DomainBody named(String asked, DomainBody came) {
        require(came.name().equals(asked), "The server answered with a Domain of another name than was asked for");
        return came;
    }

    /** D7: the thumbprint of a Domain that was handed over. */
    public static void imported(Thumbprint given, String came) {
        require(came.equals(given.value()), "D7: the server took in another Domain than it was given");
    }

    /**
     * A Trust that was planned: its HSMs are listed with all their keys, if each of them has an ML-KEM key.
     *
     * @param known the HSMs that there are
     */
    public static Trust planned(TrustPlan plan, List<HsmKeys> known, Trust came) {
        TrustBody body = came.body();
        List<HsmKeys> hsms = plan.hsms().stream()
                .flatMap(hsm -> known.stream()
                        .filter(one -> one.fingerprint().equals(hsm))
                        .limit(1))
                .toList();
        require(
                body.kind() == plan.kind()
                        && body.quorum() == plan.quorum()
                        && body.predecessor().equals(Optional.of(plan.predecessor()))
                        && body.note().equals(Note.typed(plan.note()))
                        && hsms.size() == plan.hsms().size()
                        && body.hsms().equals(TrustBody.listed(hsms))
                        && body.operators().stream()
                                .map(OperatorKey::thumbprint)
                                .toList()
                                .equals(plan.operators()),
                "The server made another Trust than was asked for. Do not approve it");
        return came;
    }

    /** An order that was wanted, under the Trust that its Domain stands under. */
    public static Order wanted(NewOrder wanted, Order came) {
        require(
                came.body().domain().equals(wanted.domain())
                        && came.body().decision().equals(wanted.what())
                        && came.body().note().equals(Note.typed(wanted.note()))
                        && came.body()
                                .number()
                                .filter(number -> number > wanted.above())
                                .isPresent(),
                "The server made another order than was asked for. Do not approve it");
        return came;
    }

    /** A Domain that was made new, as it was wanted. */
    public static VerifiedDomain made(String name, Purpose purpose, VerifiedDomain came) {
        DomainBody body = came.body();
        require(
                body.name().equals(name) && body.purpose() == purpose && body.revision() == 1,
                "The server made another Domain than was asked for. Do not use it");
        return came;
    }

    /** D9: an {@code encrypt} Domain with the policy that was wanted. */
    public static VerifiedDomain decidedBy(Policy policy, VerifiedDomain came) {
        require(
                came.body().policy().filter(one -> !one.equals(policy)).isEmpty()
                        && (came.body().policy().isPresent() || policy.equals(Policy.OPEN)),
                "D9: the server made a Domain with another policy than was asked for. Do not use it");
        return came;
    }

    /** D4: a Domain that was made for a known key. */
    public static VerifiedDomain controlledBy(Controller known, VerifiedDomain came) {
        require(
                came.body().controllers().equals(List.of(known)),
                "D4: the server made a Domain for another key than was asked for. Do not use it");
        return came;
    }

    /** D1: a Domain that was made under a Trust. */
    public static VerifiedDomain under(Thumbprint trust, VerifiedDomain came) {
        require(
                came.body().trust().equals(trust),
                "D1: the server made a Domain under another Trust than was asked for. Do not use it");
        return came;
    }

    /** O1: a Domain on which an order was carried out. */
    public static VerifiedDomain carriedOut(Order order, VerifiedDomain came) {
        domain(order.body().domain(), came.body());
        require(
                Optional.of(came.body().ordered()).equals(order.body().number()),
                "O1: the server's answer does not say that order " + order + " was carried out; see order list");
        return came;
    }

    /** Names or ids in the order in which they were listed: each page goes on after the one before. */
    static void after(String last, List<String> listed) {
        String before = last;
        for (String one : listed) {
            require(
                    before.isEmpty() || one.compareTo(before) > 0,
                    "The server lists its Domains out of order. Do not use it");
            before = one;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new VerificationException(otherwise + ".");
        }
    }
}

package org.quorumkms.operator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.quorumkms.domain.OperatorRequest;
import org.quorumkms.domain.SeenDomain;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.party.Pins;
import org.quorumkms.remote.ApproveTrust;
import org.quorumkms.remote.OperatorService;
import org.quorumkms.remote.RequestId;
import org.quorumkms.remote.SignTrust;
import org.quorumkms.remote.TrustPlan;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.HsmKeys;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/** An operator's calls about Trusts. */
public final class TrustCalls {

    private final Session session;
    private @Nullable Trusts shown;

    TrustCalls(Session session) {
        this.session = session;
    }

    /** Returns all Trusts, as they were when the command asked first, and as its own calls changed them since. */
    public Trusts shown() {
        Trusts before = shown;
        return before == null ? asked() : before;
    }

    private Trusts asked() {
        Trusts now = Trusts.read(session.call(OperatorService::trusts), session.genesis(), session.now());
        now.unreadable().forEach(session::warn);
        shown = now;
        return now;
    }

    /** Takes a Trust as a call answered it into those that are shown. */
    private Trust learned(Trust trust, TrustView view) {
        shown = shown().with(trust, view);
        return trust;
    }

    /** Takes a Trust with a further signature into those that are shown. */
    private Trust learned(Trust trust) {
        TrustView told = shown().told(trust);
        return learned(trust, new TrustView(trust.toText(), told.proposer(), told.rejections(), told.ended()));
    }

    /**
     * Follows the pinned lines, and those of which this operator is part, forward only (T7), and pins their newest Trusts:
     * from then on their HSMs vouch for servers, and genesis does not. Warns of what was seen before and is not shown.
     *
     * @throws VerificationException if the server shows a fork
     */
    public void follow() {
        Trusts trusts = shown();
        Pins after = session.pins().change(before -> followed(before, trusts));
        after.trusts().lines().stream()
                .filter(line -> trusts.find(line.thumbprint()).isEmpty())
                .forEach(line -> session.warn("T7: this server does not show Trust "
                        + line.body().id() + " (" + line.thumbprint().abbreviated()
                        + "), which was seen before: it serves an older state."));
    }

    private Pins followed(Pins before, Trusts trusts) {
        Thumbprint self = session.self().thumbprint();
        Pins next = before;
        for (Trust trust : trusts.all()) {
            if (trust.body().operator(self).isPresent() || isNext(next, trust)) {
                VerifiedTrust verified = trusts.verified(trust).orElse(null);
                next = verified == null ? next : next.with(verified);
            }
        }
        return next;
    }

    /** Whether a Trust says that it replaces one of a pinned line. */
    private static boolean isNext(Pins pins, Trust trust) {
        return trust.body().kind() == TrustKind.SUCCESSOR
                && trust.predecessor()
                        .filter(before -> pins.trusts().lines().stream().anyMatch(line -> line.reachedFrom(before)))
                        .isPresent();
    }

    /** Pins a Trust that was signed just now, with its line as it was shown. */
    public VerifiedTrust pin(Trust signed) {
        Trusts trusts = shown();
        Trust predecessor = trusts.predecessor(signed)
                .orElseThrow(() -> new VerificationException("T5: the server does not show the predecessor of Trust "
                        + signed.body().id() + "."));
        if (!trusts.isSigned(predecessor)) {
            throw new VerificationException("T5: the predecessor of Trust "
                    + signed.body().id() + " does not verify to genesis; see trust verify "
                    + predecessor.body().id() + ".");
        }
        VerifiedTrust verified = trusts.verification(signed).require();
        if (signed.body().operator(session.self().thumbprint()).isPresent()
                || isNext(session.pins().now(), signed)) {
            session.pins().change(pins -> pins.with(verified));
            session.know(verified);
        }
        return verified;
    }

    /** Returns the lines that the server shows, each verified, by their newest Trusts. */
    List<VerifiedTrust> lines() {
        List<VerifiedTrust> lines = new ArrayList<>();
        Trusts trusts = shown;
        if (trusts != null) {
            trusts.all().stream()
                    .filter(trust -> trusts.isSigned(trust) && trusts.newest(trust) == trust)
                    .forEach(trust -> trusts.verified(trust).ifPresent(lines::add));
        }
        return lines;
    }

    /** Returns the line from genesis to a Trust, not verified yet. */
    public TrustChain line(Thumbprint trust) {
        return Answers.line(trust, TrustChain.parse(session.call(server -> server.line(trust))));
    }

    /** Has an unsigned Trust made. */
    public Trust create(TrustPlan plan) {
        RequestId id = session.request();
        List<HsmKeys> known = session.hsms().all().stream().map(HsmEntry::keys).toList();
        Trust made = Answers.planned(plan, known, Trust.parse(session.call(server -> server.createTrust(id, plan))));
        String self = session.self().thumbprint().value();
        return learned(made, new TrustView(made.toText(), self, List.of(), ""));
    }

    /** Approves what was shown, by its thumbprint (T8), with this operator's own Domain. */
    public Trust approve(Trust shown) {
        RequestId id = session.request();
        Trust approved = Answers.trust(
                shown.thumbprint(),
                Trust.parse(session.own()
                        .call(seen -> session.call(server -> server.approveTrust(id, approval(seen, shown))))));
        OperatorView self = session.self();
        if (!approved.isApprovedBy(new OperatorKey(self.name(), self.key()))) {
            throw new VerificationException("The server's answer does not carry a valid approval of yours.");
        }
        return learned(approved);
    }

    private ApproveTrust approval(SeenDomain seen, Trust shown) {
        String request = new OperatorRequest(
                        seen.id(), seen.thumbprint(), OperatorRequest.APPROVE_TRUST, shown.thumbprint())
                .sign(session.connectionKey());
        return new ApproveTrust(shown.thumbprint(), seen, request);
    }

    /** Adds an approval that was made with an operator's own key. */
    public Trust addApproval(Trust trust, JwsSignature approval) {
        RequestId id = session.request();
        return learned(Answers.trust(
                trust.thumbprint(),
                Trust.parse(session.call(
                        server -> server.addTrustApproval(id, trust.thumbprint(), Json.write(approval.toJson()))))));
    }

    /** Has an HSM sign a Trust; empty {@code hsms}: any. */
    public Trust sign(Thumbprint trust, List<Thumbprint> hsms) {
        RequestId id = session.request();
        Trust signed = Answers.trust(
                trust, Trust.parse(session.call(server -> server.signTrust(id, new SignTrust(trust, hsms)))));
        if (signed.signers().isEmpty()) {
            throw new VerificationException("The server's answer carries no valid signature of an HSM.");
        }
        return learned(signed);
    }

    /**
     * Ends a proposal as far as this operator's word goes (T3).
     *
     * @param why the reason; may be empty
     */
    public void end(Trust trust, boolean withdraw, String why) {
        RequestId id = session.request();
        TrustView view = session.call(server -> server.endTrust(id, trust.thumbprint(), withdraw, why));
        learned(Answers.trust(trust.thumbprint(), Trust.parse(view.trust())), view);
    }
}

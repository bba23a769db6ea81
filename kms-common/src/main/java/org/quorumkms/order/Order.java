package org.quorumkms.order;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quorumkms.domain.DomainBody;
import org.quorumkms.domain.DomainState;
import org.quorumkms.domain.EncryptionContext;
import org.quorumkms.domain.Policy;
import org.quorumkms.domain.Purpose;
import org.quorumkms.domain.Right;
import org.quorumkms.domain.VerifiedDomain;
import org.quorumkms.errors.RefusedException;
import org.quorumkms.jose.DocumentType;
import org.quorumkms.jose.GeneralJws;
import org.quorumkms.jose.JwsSignature;
import org.quorumkms.json.Json;
import org.quorumkms.json.StrictJson;
import org.quorumkms.quorum.Approvals;
import org.quorumkms.quorum.Quorum;
import org.quorumkms.signed.Bytes;
import org.quorumkms.signed.Signed;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.TrustBody;

/**
 * An order of operators: a JWS with many signatures, approved the way a Trust is, immutable. Reading one says that it is
 * well-formed, not that anybody approved it.
 */
public final class Order {

    /** By how much clocks may differ. */
    public static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);

    private static final String WHAT = "The order";
    private static final Set<DocumentType> SIGNATURES = Set.of(DocumentType.ORDER_APPROVAL);

    private final Signed<OrderBody> signed;
    private final Thumbprint thumbprint;
    private final GeneralJws jws;

    private Order(GeneralJws jws) {
        this.signed = new Signed<>(jws.payload(), OrderBody.read(jws.payload()));
        this.thumbprint = signed.thumbprint();
        this.jws = jws;
    }

    /** Makes an order that nobody has approved yet. */
    public static Order unsigned(OrderBody body) {
        return of(body.write(), List.of());
    }

    /** Reads a payload and its signatures. */
    public static Order of(Bytes payload, List<JwsSignature> signatures) {
        return new Order(new GeneralJws(payload, signatures));
    }

    /** Reads the text of an order. */
    public static Order parse(String text) {
        return new Order(GeneralJws.read(WHAT, SIGNATURES, StrictJson.object(WHAT, text)));
    }

    /** Returns what it says. */
    public OrderBody body() {
        return signed.body();
    }

    /** Returns the bytes that are signed. */
    public Bytes payload() {
        return signed.payload();
    }

    /** Returns base64url(SHA-256(payload)): it does not change while approvals are collected. */
    public Thumbprint thumbprint() {
        return thumbprint;
    }

    /** Returns the approvals as they were received: none of them is verified by being here. */
    public List<JwsSignature> signatures() {
        return jws.signatures();
    }

    /** Returns this order with one more approval. */
    public Order with(JwsSignature approval) {
        return new Order(jws.with(approval));
    }

    /** O1: counts the approvals by the operators of a Trust. */
    public Approvals<OperatorKey> approvalsUnder(TrustBody governing) {
        return Quorum.count(governing.operators(), governing.quorum(), this::isApprovedBy);
    }

    /** Returns whether an operator's valid approval is among the signatures. */
    public boolean isApprovedBy(OperatorKey operator) {
        return jws.isSignedBy(DocumentType.ORDER_APPROVAL, operator.key());
    }

    /** Returns whether a signature is a valid approval of this order by an operator of a Trust. */
    public boolean counts(JwsSignature signature, TrustBody governing) {
        return governing
                .operator(signature.kid())
                .filter(operator -> signature.isValid(DocumentType.ORDER_APPROVAL, payload(), operator.key()))
                .isPresent();
    }

    /**
     * O1: requires that it may be carried out on a Domain. The one thin gate before an HSM signs the next revision.
     *
     * <p>Does not say that the Domain's Trust is the newest of its line: that needs memory, which the Manager has.
     *
     * @param now the HSM's clock
     * @throws RefusedException if it may not, with the numbers
     */
    public void requireFor(VerifiedDomain domain, Instant now) {
        DomainBody body = domain.body();
        TrustBody governing = domain.trust().body();
        refuseUnless(body().domain().equals(body.id()), "it is about another Domain");
        refuseUnless(
                body.purpose() != Purpose.OPERATOR || (body().kind() == OrderKind.DISABLE && body.isAuditors()),
                "an operator's Domain is not a subject of orders: a successor Trust replaces an operator");
        refuseUnless(!governing.operators().isEmpty(), "the Domain's Trust has no operators");
        refuseUnless(
                body().trust().equals(domain.trust().thumbprint()),
                "it was made under Trust " + body().trust().abbreviated() + ", and the Domain stands under Trust "
                        + governing.id() + "; make a new one");
        refuseUnless(
                !body().created().isAfter(now.plus(CLOCKS_DIFFER)),
                "it was made at " + body().created() + ", which is ahead of the HSM's clock");
        refuseUnless(!now.isAfter(body().expires()), "it expired at " + body().expires());
        requireNumber(body);
        requireApproved(approvalsUnder(governing));
        requireDecidable(body);
    }

    /** O1: in order, and once. */
    private void requireNumber(DomainBody domain) {
        int number = body().number()
                .orElseThrow(() -> new RefusedException("O4: order " + this + " opens a file; it is not carried out."));
        refuseUnless(
                number > domain.ordered(),
                "its number is " + number + ", and order number " + domain.ordered()
                        + " of the Domain was carried out, which ended it");
        refuseUnless(
                number - domain.ordered() <= OrderBody.MAX_AHEAD,
                "its number is " + number + ", too far ahead of " + domain.ordered());
    }

    /**
     * O4: requires that it opens exactly this, for exactly this key, now.
     *
     * @param key the thumbprint of the connection key that asks, which the Domain names with {@code decrypt}
     * @param sealed the SHA-256 of what is sealed
     * @param now the HSM's clock
     * @throws RefusedException if it does not, with why
     */
    public void requireReleases(
            VerifiedDomain domain, Thumbprint key, Thumbprint sealed, EncryptionContext context, Instant now) {
        DomainBody body = domain.body();
        if (!(body().decision() instanceof Decision.Open open)) {
            throw new RefusedException("O4: order " + this + " opens nothing: it is of another kind.");
        }
        opensOnlyIf(body().domain().equals(body.id()), "it is about another Domain");
        opensOnlyIf(
                body.policy()
                        .filter(policy -> policy.decrypt() == Policy.Who.QUORUM)
                        .isPresent(),
                "the Domain's controllers decrypt without one");
        opensOnlyIf(
                body().trust().equals(domain.trust().thumbprint()),
                "it was made under Trust " + body().trust().abbreviated() + ", and the Domain stands under Trust "
                        + domain.trust().body().id() + "; ask for a new one");
        opensOnlyIf(open.ended() == body.ended(), "an order ended all releases that were asked for before");
        opensOnlyIf(open.key().equals(key), "it is for another key");
        opensOnlyIf(open.sealed().equals(sealed), "it is for another file");
        opensOnlyIf(open.context().equals(context), "it is for another context");
        opensOnlyIf(
                !body().created().isAfter(now.plus(CLOCKS_DIFFER)),
                "it was made at " + body().created() + ", which is ahead of the HSM's clock");
        opensOnlyIf(!now.isAfter(body().expires()), "it expired at " + body().expires());
        Approvals<OperatorKey> approvals = approvalsUnder(domain.trust().body());
        opensOnlyIf(approvals.reached(), missing(approvals));
    }

    private void opensOnlyIf(boolean holds, String why) {
        if (!holds) {
            throw new RefusedException("O4: order " + this + " opens nothing: " + why + ".");
        }
    }

    private static String missing(Approvals<OperatorKey> approvals) {
        return "it has " + approvals.signed().size() + " of the " + approvals.threshold()
                + " approvals it needs; missing: "
                + String.join(
                        ", ",
                        approvals.missing().stream().map(OperatorKey::name).toList())
                + ". Ask one of them for order approve";
    }

    private void requireApproved(Approvals<OperatorKey> approvals) {
        refuseUnless(approvals.reached(), missing(approvals));
    }

    /** O2, O3: what each kind asks of the Domain as it is now. */
    private void requireDecidable(DomainBody domain) {
        refuseUnless(domain.state() != DomainState.DELETED, "the Domain was deleted; its id is never used again");
        switch (body().kind()) {
            case DISABLE -> refuseUnless(domain.state() == DomainState.ENABLED, "the Domain is disabled already");
            case ENABLE, DELETE ->
                refuseUnless(
                        disabledBy().isPresent()
                                && disabledBy().equals(domain.disabling().map(DomainBody.Disabling::order)),
                        "the Domain is not disabled by the order that it names");
            case ADMIT, POLICY ->
                refuseUnless(
                        domain.claim().isEmpty(), "the Domain has an invitation; end it first: domain invite --end");
            case GRANT, END, OPEN -> {
                // Nothing more.
            }
        }
    }

    private Optional<Thumbprint> disabledBy() {
        if (body().decision() instanceof Decision.Enable enable) {
            return Optional.of(enable.disabledBy());
        }
        return body().decision() instanceof Decision.Delete delete
                ? Optional.of(delete.disabledBy())
                : Optional.empty();
    }

    /**
     * Whether it cannot be carried out any more, whatever is approved: a higher number was carried out, the disabling that it
     * decides about was undone, or the Domain was deleted.
     */
    public boolean isVoidFor(DomainBody domain) {
        return domain.state() == DomainState.DELETED
                || (body().decision() instanceof Decision.Open open && opensNothingOf(domain, open))
                || body().number().filter(number -> number <= domain.ordered()).isPresent()
                || (disabledBy().isPresent()
                        && !disabledBy().equals(domain.disabling().map(DomainBody.Disabling::order)));
    }

    /** O4: all releases were ended, its requester lost {@code decrypt}, or the Domain was moved. */
    private boolean opensNothingOf(DomainBody domain, Decision.Open open) {
        return open.ended() != domain.ended()
                || !domain.trust().equals(body().trust())
                || domain.controller(open.key())
                        .filter(one -> one.may().has(Right.DECRYPT))
                        .isEmpty();
    }

    private void refuseUnless(boolean holds, String why) {
        if (!holds) {
            throw new RefusedException("O1: order " + this + " is not carried out: " + why + ".");
        }
    }

    /** Returns the document as text. */
    public String toText() {
        return Json.write(jws.toJson());
    }

    @Override
    public String toString() {
        return body().number().map(number -> number + " ").orElse("")
                + body().id().value().substring(0, 8) + " (" + body().kind().text() + ")";
    }
}

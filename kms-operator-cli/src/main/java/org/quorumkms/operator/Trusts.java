package org.quorumkms.operator;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.quorumkms.cli.Shown;
import org.quorumkms.errors.KmsException;
import org.quorumkms.remote.TrustView;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.signed.Verification;
import org.quorumkms.trust.OperatorKey;
import org.quorumkms.trust.RelatedTrusts;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustChain;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * All Trusts that a server shows, and what this side makes of them. One that cannot be read hides no other: it is named
 * beside them.
 */
public final class Trusts {

    /** An HSM signed it, and it verifies to genesis. */
    public static final String SIGNED = "signed";

    /** No HSM has signed it, and one may yet. */
    public static final String UNSIGNED = "unsigned";

    /** No HSM has signed it, nor should any more. */
    public static final String ENDED = "ended";

    private final RelatedTrusts shown;
    private final Map<Thumbprint, List<Trust>> byPredecessor = new HashMap<>();
    private final Map<Thumbprint, TrustView> told;
    private final List<String> unreadable;
    private final Thumbprint genesis;
    private final Instant now;

    private Trusts(
            RelatedTrusts shown,
            Map<Thumbprint, TrustView> told,
            List<String> unreadable,
            Thumbprint genesis,
            Instant now) {
        this.shown = shown;
        this.told = told;
        this.unreadable = List.copyOf(unreadable);
        this.genesis = genesis;
        this.now = now;
        for (Trust trust : shown.all()) {
            trust.predecessor()
                    .ifPresent(before -> byPredecessor
                            .computeIfAbsent(before, none -> new ArrayList<>())
                            .add(trust));
        }
    }

    /**
     * Reads what a server shows.
     *
     * @param now until when a proposal can be approved is compared with this
     */
    public static Trusts read(List<TrustView> views, Thumbprint genesis, Instant now) {
        RelatedTrusts shown = new RelatedTrusts(genesis);
        Map<Thumbprint, TrustView> told = new LinkedHashMap<>();
        List<String> unreadable = new ArrayList<>();
        for (TrustView view : views) {
            try {
                Trust trust = Trust.parse(view.trust());
                shown.add(trust);
                told.put(trust.thumbprint(), view);
            } catch (KmsException e) {
                unreadable.add("A Trust that the server shows cannot be read: " + e.getMessage());
            }
        }
        return new Trusts(shown, told, unreadable, genesis, now);
    }

    /** Takes a line that was verified, of which nobody tells anything besides. */
    public static Trusts of(TrustChain line, Instant now) {
        return read(
                line.trusts().stream().map(Trusts::untold).toList(),
                line.trusts().get(0).thumbprint(),
                now);
    }

    /** Returns these with a Trust as it is now, in the place of what it was. */
    public Trusts with(Trust newer, TrustView view) {
        Map<Thumbprint, TrustView> views = new LinkedHashMap<>(told);
        views.put(newer.thumbprint(), view);
        RelatedTrusts all = new RelatedTrusts(genesis);
        all.addAll(shown);
        all.add(newer);
        return new Trusts(all, views, unreadable, genesis, now);
    }

    private static TrustView untold(Trust trust) {
        return new TrustView(trust.toText(), "", List.of(), "");
    }

    /** Returns what is to be said of those that cannot be read. */
    public List<String> unreadable() {
        return unreadable;
    }

    /** Returns what the server says of one besides the document: the store's word. */
    public TrustView told(Trust trust) {
        return told.getOrDefault(trust.thumbprint(), untold(trust));
    }

    /** Returns all of them, in the order of their numbers. */
    public List<Trust> all() {
        return List.copyOf(shown.all());
    }

    /** Returns one by its thumbprint. */
    public Optional<Trust> find(Thumbprint thumbprint) {
        return shown.find(thumbprint);
    }

    /** Returns the Trust before one, if it has one and it is here. */
    public Optional<Trust> predecessor(Trust trust) {
        return shown.predecessor(trust);
    }

    /** Returns the line from genesis to a Trust, if all of it is here. */
    public Optional<TrustChain> line(Trust trust) {
        Deque<Trust> line = new ArrayDeque<>();
        @Nullable Trust next = trust;
        while (next != null && line.size() < TrustChain.MAX_LENGTH) {
            line.addFirst(next);
            Optional<Thumbprint> before = next.predecessor();
            next = before.flatMap(this::find).orElse(null);
            if (before.isPresent() && next == null) {
                return Optional.empty();
            }
        }
        return Optional.of(new TrustChain(new ArrayList<>(line)));
    }

    /** Returns the Trusts that follow one, signed or not, in the order of their numbers. */
    public List<Trust> after(Trust trust) {
        return List.copyOf(byPredecessor.getOrDefault(trust.thumbprint(), List.of()));
    }

    /** Returns the newest signed Trust that is reached from one over successor links, or that one. */
    public Trust newest(Trust trust) {
        Trust newest = trust;
        Optional<Trust> next = Optional.of(trust);
        while (next.isPresent()) {
            newest = next.get();
            next = after(newest).stream()
                    .filter(one -> one.body().kind() == TrustKind.SUCCESSOR && isSigned(one))
                    .findFirst();
        }
        return newest;
    }

    /** Verifies a Trust with its line to genesis; the checks are those of its own link. */
    Verification<VerifiedTrust> verification(Trust trust) {
        return shown.verify(trust);
    }

    /** Verifies a Trust with its line to genesis; the proof says that it is signed. */
    public Optional<VerifiedTrust> verified(Trust trust) {
        return shown.verify(trust).proof();
    }

    /** Returns whether a Trust is signed, and verifies. */
    public boolean isSigned(Trust trust) {
        return verified(trust).isPresent();
    }

    /**
     * T3: returns why a proposal is not to be signed any more, if it is not: as it is seen here, or else the server's word,
     * which counts only where approvals are missing.
     */
    public Optional<String> ended(Trust trust) {
        if (isSigned(trust)) {
            return Optional.empty();
        }
        return seenEnded(trust)
                .or(() -> Optional.of(told(trust).ended()).filter(why -> !why.isEmpty() && !isApproved(trust)));
    }

    /** Returns the same for people: what is only the server's word is said to be that, with all in it visible. */
    public Optional<String> endedInWords(Trust trust) {
        return seenEnded(trust).isPresent() || isSigned(trust)
                ? ended(trust)
                : ended(trust).map(why -> "as the server says, " + Shown.text(why));
    }

    private Optional<String> seenEnded(Trust trust) {
        Optional<Trust> before = predecessor(trust);
        boolean founding =
                before.filter(one -> one.body().kind() == TrustKind.GENESIS).isPresent();
        Optional<String> instead = trust.body().kind() == TrustKind.SUCCESSOR || founding
                ? before.stream()
                        .flatMap(one -> after(one).stream())
                        .filter(other -> other.body().kind() == trust.body().kind() && isSigned(other))
                        .map(other -> "Trust " + other.body().id() + " was signed in its place")
                        .findFirst()
                : Optional.empty();
        return instead.or(() -> now.isAfter(trust.body().approveBy())
                ? Optional.of("its time to approve ended at " + trust.body().approveBy())
                : Optional.empty());
    }

    /** Returns whether its own quorum and its predecessor's approved. */
    public boolean isApproved(Trust trust) {
        return trust.body().kind() != TrustKind.GENESIS
                && trust.approvals().reached()
                && predecessor(trust)
                        .filter(before -> before.body().kind() == TrustKind.GENESIS
                                || trust.approvalsUnder(before.body()).reached())
                        .isPresent();
    }

    /** Returns where it stands: one of the three words. */
    public String status(Trust trust) {
        if (isSigned(trust)) {
            return SIGNED;
        }
        return ended(trust).isPresent() ? ENDED : UNSIGNED;
    }

    /** Returns an operator that any of them lists. */
    public Optional<OperatorKey> operator(Thumbprint thumbprint) {
        return shown.all().stream()
                .flatMap(trust -> trust.body().operator(thumbprint).stream())
                .findFirst();
    }
}

package org.quorumkms.domain;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.json.Fields;
import org.quorumkms.json.Json;
import org.quorumkms.signed.Thumbprint;
import org.quorumkms.trust.Trust;
import org.quorumkms.trust.TrustKind;
import org.quorumkms.trust.VerifiedTrust;

/**
 * From which revision on a Domain stands under which Trust (protocol.md section 4). An HSM copies it and adds its own move,
 * so that a dropped HSM's revision cannot become a descendant: it ends with the HSM's old Trust, and moves only go forward.
 *
 * @param list 1 to 1,024 moves; the first is of revision 1, and the numbers rise
 */
public record Moves(List<Move> list) implements Serializable {

    /** The most moves. */
    public static final int MOST = 1024;

    /**
     * A move.
     *
     * @param revision the first revision under the Trust
     * @param trust the thumbprint of the Trust
     */
    public record Move(int revision, Thumbprint trust) implements Serializable {}

    /** Checks the numbers. */
    public Moves {
        list = List.copyOf(list);
        require(!list.isEmpty() && list.size() <= MOST, "it has 1 to 1,024 moves");
        require(list.get(0).revision() == 1, "its first move is of revision 1");
        for (int i = 1; i < list.size(); i++) {
            require(list.get(i - 1).revision() < list.get(i).revision(), "the numbers of its moves rise");
        }
    }

    /** Begins under a Trust. */
    public static Moves begin(Thumbprint trust) {
        return new Moves(List.of(new Move(1, trust)));
    }

    /** Returns these with a move to another Trust; with the same one, these. */
    public Moves then(int revision, Thumbprint trust) {
        if (last().trust().equals(trust)) {
            return this;
        }
        List<Move> more = new ArrayList<>(list);
        more.add(new Move(revision, trust));
        return new Moves(more);
    }

    /** Returns the last move. */
    public Move last() {
        return list.get(list.size() - 1);
    }

    /** Returns the Trust under which the Domain stood at a revision, from 1. */
    public Thumbprint at(int revision) {
        Thumbprint trust = list.get(0).trust();
        for (Move move : list) {
            if (move.revision() <= revision) {
                trust = move.trust();
            }
        }
        return trust;
    }

    /** Returns whether a Trust is among them. */
    public boolean hold(Thumbprint trust) {
        return list.stream().anyMatch(move -> move.trust().equals(trust));
    }

    /** T7: returns whether these begin with others, and go on above the number of the revision that those are of. */
    public boolean continueFrom(Moves others, int revision) {
        int shared = others.list().size();
        return list.size() >= shared
                && list.subList(0, shared).equals(others.list())
                && (list.size() == shared || list.get(shared).revision() > revision);
    }

    /**
     * D2: returns whether each Trust is reached from the one before over successor links, and the last is the Trust given;
     * an operator's Domain also goes from genesis into the founding line.
     */
    public boolean lead(Purpose purpose, VerifiedTrust to) {
        List<Trust> line = to.chain().trusts();
        if (!last().trust().equals(to.thumbprint())) {
            return false;
        }
        int before = -1;
        for (Move move : list) {
            int place = place(line, move.trust());
            if (place < 0 || (before >= 0 && !leads(purpose, line, before, place))) {
                return false;
            }
            before = place;
        }
        return true;
    }

    private static boolean leads(Purpose purpose, List<Trust> line, int from, int to) {
        int first = from == 0 && purpose == Purpose.OPERATOR ? 2 : from + 1;
        return from < to
                && line.subList(Math.min(first, to + 1), to + 1).stream()
                        .allMatch(trust -> trust.body().kind() == TrustKind.SUCCESSOR);
    }

    private static int place(List<Trust> line, Thumbprint trust) {
        for (int i = 0; i < line.size(); i++) {
            if (line.get(i).thumbprint().equals(trust)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads the elements of a JSON array. */
    public static Moves read(List<Fields> elements) {
        List<Move> list = new ArrayList<>();
        for (Fields members : elements) {
            list.add(new Move(members.integer("revision"), new Thumbprint(members.text("trust"))));
            members.end();
        }
        return new Moves(list);
    }

    /** Returns the elements of the JSON array. */
    public List<Object> toJson() {
        List<Object> elements = new ArrayList<>();
        for (Move move : list) {
            Map<String, @Nullable Object> members = Json.object();
            members.put("revision", move.revision());
            members.put("trust", move.trust().value());
            elements.add(members);
        }
        return elements;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new VerificationException("The Domain is not well-formed; the rule is that " + rule + ".");
        }
    }
}

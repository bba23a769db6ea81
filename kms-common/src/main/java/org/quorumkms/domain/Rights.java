package org.quorumkms.domain;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.quorumkms.errors.VerificationException;
import org.quorumkms.signed.Bounded;

/**
 * The rights of a controller (D8), each once, in the order of their words.
 *
 * @param list the rights; empty where nobody is meant to have any ({@code admit} that takes a controller out)
 */
public record Rights(List<Right> list) implements Serializable {

    /** None. */
    public static final Rights NONE = new Rights(List.of());

    /** Checks the order. */
    public Rights {
        list = Bounded.list(list, Right.class, Right.values().length);
        for (int i = 1; i < list.size(); i++) {
            if (list.get(i - 1).compareTo(list.get(i)) >= 0) {
                throw new VerificationException("D8: rights stand in the order of their words, each once.");
            }
        }
    }

    /** Takes rights in any order. */
    public static Rights of(Collection<Right> rights) {
        return new Rights(rights.stream().distinct().sorted().toList());
    }

    /** Takes rights in any order. */
    public static Rights of(Right... rights) {
        return of(Arrays.asList(rights));
    }

    /** Returns all rights that a controller of a Domain of a purpose can have; of an operator's: to approve. */
    public static Rights all(Purpose purpose) {
        return switch (purpose) {
            case ENCRYPT -> of(Right.DECRYPT, Right.ENCRYPT, Right.SHARE);
            case SIGN -> of(Right.SHARE, Right.SIGN);
            case OPERATOR -> of(Right.APPROVE);
        };
    }

    /** Reads the words of a document: sorted. */
    public static Rights read(List<String> words) {
        return new Rights(words.stream().map(Right::of).toList());
    }

    /** Returns the words. */
    public List<String> words() {
        return list.stream().map(Right::text).toList();
    }

    /** Returns whether a right is among them. */
    public boolean has(Right right) {
        return list.contains(right);
    }

    /** Returns whether all of some other rights are among them. */
    public boolean cover(Rights others) {
        return list.containsAll(others.list());
    }

    /** Returns whether there are none. */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** Returns whether a controller of a Domain of a purpose can have these: at least one, and none of another purpose. */
    public boolean fit(Purpose purpose) {
        return !list.isEmpty()
                && (purpose == Purpose.OPERATOR
                        ? equals(of(Right.APPROVE)) || equals(of(Right.AUDIT))
                        : all(purpose).cover(this));
    }

    @Override
    public String toString() {
        return list.isEmpty() ? "none" : list.stream().map(Right::text).collect(Collectors.joining(","));
    }
}

package org.quorumkms.signed;

import java.util.List;

/**
 * Bounds what a record holds that comes over the wire. A stream makes a record through its constructor, so what is checked
 * there holds of every one; but it knows nothing of type parameters: a {@code List<Thumbprint>} may come with lists in it.
 */
public final class Bounded {

    private Bounded() {}

    /**
     * Copies a list.
     *
     * @param type what each element has to be
     * @param most how many there may be
     * @throws IllegalArgumentException if there are more, or one is of another type
     * @throws NullPointerException if there is no list, or one element is null
     */
    public static <T> List<T> list(List<T> list, Class<T> type, int most) {
        if (list.size() > most) {
            throw new IllegalArgumentException("a list should have at most " + most + " elements");
        }
        List<T> copy = List.copyOf(list);
        for (Object element : copy) {
            if (!type.isInstance(element)) {
                throw new IllegalArgumentException("a list should hold nothing but " + type.getSimpleName());
            }
        }
        return copy;
    }

    /**
     * Checks a text.
     *
     * @param most how many characters it may have
     * @return the text
     * @throws IllegalArgumentException if it has more
     * @throws NullPointerException if there is none
     */
    public static String text(String text, int most) {
        if (text.length() > most) {
            throw new IllegalArgumentException("a text should have at most " + most + " characters");
        }
        return text;
    }

    /**
     * Checks a number.
     *
     * @return the number
     * @throws IllegalArgumentException if it is less than 0
     */
    public static long count(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("a number should be at least 0");
        }
        return number;
    }
}

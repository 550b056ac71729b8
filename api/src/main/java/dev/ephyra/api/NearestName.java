package dev.ephyra.api;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which known name was meant, by the number of single-character edits (Levenshtein). */
public final class NearestName {
    /** Longer names are not typing errors of ours; keeps the quadratic comparison small. */
    private static final int MAX_LENGTH = 128;

    private NearestName() {}

    /** The nearest known name, unless more than half of it would have to change. */
    public static Optional<String> of(String given, Collection<String> known) {
        if (given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        return known.stream()
                .min(Comparator.comparingInt((String name) -> distance(given, name))
                        .thenComparing(name -> name))
                .filter(name -> distance(given, name) * 2 <= name.length());
    }

    static int distance(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column <= right.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[right.length() + 1];
            current[0] = row;
            for (int column = 1; column <= right.length(); column++) {
                int change = left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1;
                int edit = Math.min(current[column - 1], above[column]) + 1;
                current[column] = Math.min(edit, above[column - 1] + change);
            }
            above = current;
        }
        return above[right.length()];
    }
}

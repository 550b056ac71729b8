package dev.ephyra.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A path with parameters, in OpenAPI's notation: {@code /room/{room_id}/peer/{id}}. */
public final class PathTemplate {
    private final String text;
    /** For each segment its literal text, or a parameter's name in braces. */
    private final List<String> segments;

    private final List<String> parameters;

    private PathTemplate(String text, List<String> segments, List<String> parameters) {
        this.text = text;
        this.segments = segments;
        this.parameters = parameters;
    }

    /** Reads a template, which is ours. */
    public static PathTemplate of(String text) {
        List<String> segments = RequestPath.parse(text).orElseThrow().segments();
        List<String> parameters = segments.stream()
                .filter(PathTemplate::isParameter)
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
        return new PathTemplate(text, segments, parameters);
    }

    /** The names of the parameters, in order. */
    public List<String> parameters() {
        return parameters;
    }

    /** The values of the parameters, in order, if the path fits. */
    Optional<List<String>> match(RequestPath path) {
        List<String> given = path.segments();
        if (given.size() != segments.size()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>(parameters.size());
        for (int i = 0; i < given.size(); i++) {
            String segment = segments.get(i);
            if (isParameter(segment)) {
                values.add(given.get(i));
            } else if (!segment.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private static boolean isParameter(String segment) {
        return segment.charAt(0) == '{';
    }

    @Override
    public String toString() {
        return text;
    }
}

package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the internals page of Fishjam's dashboard shows of a metrics report: texts, SDP line by line, a chart for each
 * number, and a section for each object. Of names it knows those of the SDP only, so it is kinds of values that matter.
 *
 * @param unseen keys whose values it does not show
 */
record DashboardSection(
        Map<String, String> texts,
        Map<String, List<String>> descriptions,
        Map<String, Double> charts,
        Map<String, DashboardSection> sections,
        List<String> unseen) {
    private static final List<String> DESCRIPTIONS = List.of("sdp.offer", "sdp.answer");

    static DashboardSection of(JsonNode stats) {
        DashboardSection section = new DashboardSection(
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                new ArrayList<>());
        stats.properties().forEach(entry -> section.show(entry.getKey(), entry.getValue()));
        return section;
    }

    private void show(String key, JsonNode value) {
        if (value.isTextual() && DESCRIPTIONS.contains(key)) {
            descriptions.put(key, value.asText().lines().toList());
        } else if (value.isTextual()) {
            texts.put(key, value.asText());
        } else if (value.isNumber()) {
            charts.put(key, value.asDouble());
        } else if (value.isObject() && !value.isEmpty()) {
            sections.put(key, of(value));
        } else {
            unseen.add(key);
        }
    }

    /** The section called {@code label=value}. */
    DashboardSection section(String label, String value) {
        DashboardSection section = sections.get(label + "=" + value);
        if (section == null) {
            throw new AssertionError("no " + label + "=" + value + " in " + sections.keySet());
        }
        return section;
    }

    boolean has(String label, String value) {
        return sections.containsKey(label + "=" + value);
    }
}

package dev.ephyra.conformance.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes the results of a campaign between the two markers of its page. Arguments: results, page, and the lines that say where
 * and when. Owned by {@code ./campaign}.
 */
final class CampaignTable {
    private static final String BEGIN = "<!-- table: written by ./campaign -->";
    private static final String END = "<!-- end of the table -->";
    private static final ObjectMapper JSON = new ObjectMapper();

    private CampaignTable() {}

    public static void main(String[] arguments) throws IOException {
        Path page = Path.of(arguments[1]);
        List<String> lines = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            lines.add("- " + arguments[i]);
        }
        lines.add("");
        List<JsonNode> rows = rows(Path.of(arguments[0]));
        lines.addAll(table(rows));
        lines.add("");
        lines.addAll(remarks(rows));
        String text = Files.readString(page);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        Files.writeString(
                page,
                text.substring(0, from) + "\n\n" + String.join("\n", lines) + "\n" + text.substring(text.indexOf(END)));
        lines.forEach(System.out::println);
    }

    private static List<JsonNode> rows(Path results) throws IOException {
        Map<String, JsonNode> latest = new LinkedHashMap<>();
        for (String line : Files.exists(results) ? Files.readAllLines(results) : List.<String>of()) {
            JsonNode row = JSON.readTree(line);
            latest.put(row.path("row") + " " + row.path("fault"), row);
        }
        List<JsonNode> rows = new ArrayList<>(latest.values());
        rows.sort(Comparator.comparingInt(row -> row.path("row").asInt()));
        return rows;
    }

    private static List<String> table(List<JsonNode> rows) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| # | fault | form | result | runs | events | lost | reordered | duplicated | recovery, median / max |");
        lines.add("|---|---|---|---|---|---|---|---|---|---|");
        for (JsonNode row : rows) {
            String recovery = row.has("recoveryMaxMillis")
                    ? seconds(row.path("recoveryMedianMillis")) + " / " + seconds(row.path("recoveryMaxMillis"))
                    : "-";
            int number = row.path("row").asInt();
            lines.add("| " + (number == 0 ? "sim" : number) + " | "
                    + row.path("fault").asText() + " | " + row.path("form").asText("whole") + " | "
                    + row.path("result").asText() + " | " + counts(row) + " | "
                    + recovery + " |");
        }
        return lines;
    }

    private static String counts(JsonNode row) {
        return List.of("runs", "events", "lost", "reordered", "duplicated").stream()
                .map(name -> String.format("%,d", row.path(name).asLong()))
                .collect(Collectors.joining(" | "));
    }

    private static List<String> remarks(List<JsonNode> rows) {
        List<String> lines = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> remarks = new ArrayList<>();
            for (Map.Entry<String, JsonNode> measured : row.path("measured").properties()) {
                remarks.add(measured.getKey() + " " + measured.getValue().asText());
            }
            row.path("notes").forEach(note -> remarks.add(note.asText()));
            if (row.has("failure")) {
                remarks.add("`" + row.path("failure").asText().replaceAll("[\\s`|]+", " ") + "`");
            }
            if (!remarks.isEmpty()) {
                lines.add("- " + row.path("row").asInt() + ", "
                        + row.path("fault").asText() + ": " + String.join("; ", remarks) + ".");
            }
        }
        return lines;
    }

    private static String seconds(JsonNode millis) {
        return String.format("%.1f s", millis.asLong() / 1_000.0);
    }
}

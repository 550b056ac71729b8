package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Attempts of deliveries as text. Stateless. */
final class AttemptView {
    /** The rest of an answer is in {@code --json}. */
    private static final int MOST_SHOWN_CHARS = 60;

    private AttemptView() {}

    /** Whether the endpoint took what an attempt brought; what waits for its turn has not failed. */
    static boolean isTaken(JsonNode attempt) {
        if (attempt.path("status").isMissingNode()) {
            return true;
        }
        int status = attempt.path("status").asInt();
        return status / 100 == 2;
    }

    static void print(PrintWriter out, Palette palette, JsonNode attempts, String otherwise) {
        TextTable table = new TextTable("AT", "EVENT", "NO.", "STATUS", "MS", "FAILURE", "ANSWER");
        for (JsonNode attempt : attempts) {
            String answer = JsonView.text(attempt, "answer");
            table.row(
                    JsonView.text(attempt, "at"),
                    JsonView.text(attempt, "eventId"),
                    JsonView.text(attempt, "number"),
                    JsonView.text(attempt, "status"),
                    JsonView.text(attempt, "millis"),
                    JsonView.text(attempt, "failure"),
                    answer.length() <= MOST_SHOWN_CHARS ? answer : answer.substring(0, MOST_SHOWN_CHARS) + "…");
        }
        table.print(out, palette, otherwise);
    }
}

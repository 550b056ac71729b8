package dev.ephyra.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a receiver of webhooks knows after it dropped repetitions as it is told to: by {@code webhook-id}, or, for a
 * sender that sets none, by equality with the message before.
 *
 * @param byRoom each room's notifications in the order of their first arrival
 * @param repetitions how many posts repeated an earlier one
 * @param violations what no receiver may see: one id with two bodies, or a repetition after a later message
 */
public record Deliveries(Map<String, List<Notification>> byRoom, int repetitions, List<String> violations) {
    private static final String ID = "webhook-id";

    /** Reads posts in the order of their arrival; those not accepted count as seen, as in a real receiver. */
    public static Deliveries of(List<WebhookPost> posts) {
        Map<String, List<Notification>> byRoom = new LinkedHashMap<>();
        Map<String, WebhookPost> lastOfRoom = new HashMap<>();
        Map<String, WebhookPost> byId = new HashMap<>();
        List<String> violations = new ArrayList<>();
        int repetitions = 0;
        for (WebhookPost post : posts) {
            Notification told = post.notification();
            WebhookPost previous = lastOfRoom.get(told.roomId());
            String id = post.headers().getOrDefault(ID, "");
            WebhookPost sameId = id.isEmpty() ? null : byId.putIfAbsent(id, post);
            if (sameId != null && !Arrays.equals(sameId.body(), post.body())) {
                violations.add("id " + id + " came with two bodies: " + sameId.notification() + " and " + told);
            }
            boolean repeats = id.isEmpty() ? sameBody(previous, post) : sameId != null;
            if (repeats && !sameBody(previous, post)) {
                violations.add(told + " was repeated after a later notification of its room");
            }
            if (repeats) {
                repetitions++;
            } else {
                lastOfRoom.put(told.roomId(), post);
                byRoom.computeIfAbsent(told.roomId(), room -> new ArrayList<>()).add(told);
            }
        }
        return new Deliveries(byRoom, repetitions, violations);
    }

    private static boolean sameBody(@Nullable WebhookPost previous, WebhookPost post) {
        return previous != null && Arrays.equals(previous.body(), post.body());
    }
}

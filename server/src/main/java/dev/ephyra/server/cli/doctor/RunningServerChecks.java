package dev.ephyra.server.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import java.util.ArrayList;
import java.util.List;

/** What a running server says of itself and of its endpoints. Owned by the thread of the command. */
final class RunningServerChecks {
    /** Each may take 10 s when it hangs. */
    private static final int MOST_ENDPOINTS = 50;

    private final ApiClient api;
    private final EndpointCheck reachability;

    RunningServerChecks(ApiClient api, boolean publicOnly) {
        this.api = api;
        this.reachability = new EndpointCheck(publicOnly);
    }

    /** @param running whether anything answers there */
    record Answer(boolean running, Finding finding) {}

    /** Whether it runs; a server that is not well still runs. */
    Answer health() throws InterruptedException {
        String where = "at " + api.location();
        try {
            JsonNode health = api.get("/health");
            String version = health.at("/data/version").asText("");
            return new Answer(true, Finding.ok("server", (version + " answers " + where).strip()));
        } catch (ClientFailure failure) {
            return switch (failure.kind()) {
                case UNREACHABLE -> new Answer(false, Finding.ok("server", "none answers " + where));
                case REFUSED ->
                    new Answer(
                            true,
                            Finding.fail(
                                    "server",
                                    "it answers " + where + " and refuses: " + failure.getMessage(),
                                    "give its own token with --token-file"));
                case FAILED ->
                    new Answer(
                            true,
                            Finding.fail(
                                    "server",
                                    "it is not well: " + failure.getMessage(),
                                    "look at its log and /health"));
                case USAGE -> new Answer(false, Finding.fail("server", message(failure), "correct --url"));
            };
        }
    }

    List<Finding> endpoints() throws InterruptedException {
        JsonNode answer;
        try {
            answer = api.get(ApiClient.ROOT + "/endpoints");
        } catch (ClientFailure failure) {
            return List.of(Finding.warn("endpoints", "they cannot be listed: " + message(failure), "see above"));
        }
        JsonNode list = answer.has("endpoints") ? answer.path("endpoints") : answer;
        List<Finding> findings = new ArrayList<>();
        int looked = 0;
        for (JsonNode endpoint : list) {
            if (looked++ == MOST_ENDPOINTS) {
                findings.add(Finding.ok("endpoints", "there are more, which were not looked at"));
                break;
            }
            String what = "endpoint " + endpoint.path("id").asText();
            findings.add(reachability.reach(what, endpoint.path("url").asText()));
            String state = endpoint.path("state").asText("active");
            if (!state.equalsIgnoreCase("active")) {
                String last = endpoint.path("lastFailure").asText("");
                findings.add(Finding.warn(
                        what,
                        "it is " + state + (last.isEmpty() ? "" : "; last failure: " + last),
                        "see ephyra endpoints attempts --failed"));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok("endpoints", "none are registered")) : findings;
    }

    private static String message(ClientFailure failure) {
        return String.valueOf(failure.getMessage());
    }
}

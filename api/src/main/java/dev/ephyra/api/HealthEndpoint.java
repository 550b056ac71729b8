package dev.ephyra.api;

import java.util.concurrent.CompletionStage;

/**
 * {@code GET /health}. Always 200, as in Fishjam, whose SDKs read the report only then: {@code status} tells. Our own
 * line is a further member of the report, which the SDKs leave aside.
 */
final class HealthEndpoint {
    private final HealthSource source;
    private final ApiSettings settings;

    HealthEndpoint(HealthSource source, ApiSettings settings) {
        this.source = source;
        this.settings = settings;
    }

    CompletionStage<ApiResponse> show(Call call) {
        HealthSource.Health health = source.health();
        JsonText out = new JsonText().object().name("data").object();
        out.member("status", health.up() ? "UP" : "DOWN");
        out.rawMember("uptime", Long.toString(health.uptimeSeconds()));
        out.member("version", settings.version()).member("gitCommit", settings.gitCommit());
        out.name("distribution").object().rawMember("enabled", "false");
        out.member("nodeStatus", "DOWN").rawMember("nodesInCluster", "0").end();
        out.name("ephyra").object().member("detail", health.detail()).end();
        return Call.now(ApiResponse.json(200, out.end().end().toString()));
    }
}

package dev.ephyra.server.lifecycle;

import dev.ephyra.api.ApiLimits;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.server.config.OriginCheck;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.config.WebhookNetworks;
import dev.ephyra.server.http.HttpEdgeOptions;
import dev.ephyra.server.http.OriginPolicy;
import dev.ephyra.server.webhook.WebhookOptions;
import dev.ephyra.server.webhook.WebhookTls;
import java.io.IOException;

/** From what the operator said to what the edges want. Pure. */
final class SettingsMapping {
    private SettingsMapping() {}

    static HttpEdgeOptions http(Settings settings, int eventLoops) {
        Settings.Http http = settings.http();
        return new HttpEdgeOptions(
                http.ip(),
                http.port(),
                eventLoops,
                http.tls()
                        .map(tls -> new HttpEdgeOptions.Tls(
                                tls.certificate().toString(), tls.key().toString())),
                origins(http),
                ApiLimits.BODY_DEADLINE_SECONDS * 1_000L,
                ApiLimits.IDLE_CONNECTION_SECONDS * 1_000L,
                (long) settings.limits().maxSockets() + ApiLimits.MAX_HTTP_CONNECTIONS);
    }

    private static OriginPolicy origins(Settings.Http http) {
        return switch (http.originCheck()) {
            case OriginCheck.Any() -> new OriginPolicy.Any();
            case OriginCheck.PublicHost() -> OriginPolicy.ofPublicHost(http.publicAddress());
            case OriginCheck.RequestHost() -> new OriginPolicy.OfConnection();
            case OriginCheck.Listed(var origins) -> new OriginPolicy.Listed(origins);
        };
    }

    /** Where webhooks and cameras may be: their addresses come from the same clients. */
    static AddressFilter addresses(Settings settings) {
        return new AddressFilter(settings.webhookNetworks() == WebhookNetworks.PUBLIC);
    }

    /** @throws IOException if a PEM file cannot be read */
    static WebhookOptions webhooks(Settings settings) throws IOException {
        Settings.WebhookTls tls = settings.webhookTls();
        return WebhookOptions.DEFAULT
                .withFilter(addresses(settings))
                .withTls(WebhookTls.read(
                        tls.authorities(),
                        tls.client().map(pem -> new WebhookTls.Client(pem.certificate(), pem.key()))));
    }
}

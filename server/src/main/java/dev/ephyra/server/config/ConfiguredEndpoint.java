package dev.ephyra.server.config;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.signature.WebhookSecret;
import java.util.Optional;

/**
 * An endpoint of the configuration file.
 *
 * @param endpoint its id is {@code ep_file_} and the name in the file
 * @param secret empty to have one generated, once
 */
public record ConfiguredEndpoint(Endpoint endpoint, Optional<WebhookSecret> secret) {}

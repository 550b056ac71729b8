package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.ServerLocation;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.config.SettingsResult;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Which server a command talks to, and how it is let in. What is not given comes from the settings that the server itself
 * would have, so that on its own machine nothing need be said.
 */
final class ConnectionOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server; else EPHYRA_URL, else the address of the settings (http://127.0.0.1:5002).")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Holds the server token; else FJ_SERVER_API_TOKEN or the settings.")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token itself. Every user of the machine can read it in the list of processes.")
    private Optional<String> token = Optional.empty();

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration file; else EPHYRA_CONFIG.")
    private Optional<String> config = Optional.empty();

    /** The server's REST interface. */
    ApiClient api(Terminal terminal) throws ClientFailure {
        return new ApiClient(location(terminal));
    }

    /** The settings that the server itself would have here. */
    SettingsResult settings(Terminal terminal) {
        return new SettingsSource(terminal.environment()).read(config);
    }

    ServerLocation location(Terminal terminal) throws ClientFailure {
        Optional<String> where = url.or(() -> given(terminal, "EPHYRA_URL"));
        Optional<String> secret = tokenFile.isPresent() ? Optional.of(SecretFile.read(tokenFile.get())) : token;
        if (where.isPresent() && secret.isEmpty()) {
            secret = given(terminal, "FJ_SERVER_API_TOKEN");
        }
        if (where.isPresent() && secret.isPresent()) {
            return ServerLocation.of(where.get(), secret.get());
        }
        return switch (settings(terminal)) {
            case SettingsResult.Rejected(String message) ->
                throw new ClientFailure(
                        ClientFailure.Kind.USAGE,
                        message + " (or give both --url and --token-file, and no settings are read)");
            case SettingsResult.Accepted accepted -> {
                Settings settings = accepted.settings();
                yield ServerLocation.of(
                        where.orElseGet(() -> address(settings.http())),
                        secret.orElseGet(() -> settings.serverApiToken().value()));
            }
        };
    }

    private static Optional<String> given(Terminal terminal, String variable) {
        return Optional.of(terminal.variable(variable)).filter(value -> !value.isEmpty());
    }

    /** As this machine reaches the server; who listens on every address is reached by loopback. */
    private static String address(Settings.Http http) {
        String scheme = http.tls().isPresent() ? "https" : "http";
        String ip = switch (http.ip()) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            case String other -> other.contains(":") ? "[" + other + "]" : other;
        };
        return scheme + "://" + ip + ":" + http.port();
    }
}

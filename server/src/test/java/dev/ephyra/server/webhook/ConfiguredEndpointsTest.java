package dev.ephyra.server.webhook;

import static dev.ephyra.server.webhook.TestDispatcher.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.config.ConfiguredEndpoint;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredEndpointsTest {
    private static final String ID = "ep_file_a";

    @TempDir
    Path folder;

    private TestDispatcher with;

    @BeforeEach
    void begin() {
        with = new TestDispatcher(folder, 1_000);
    }

    @AfterEach
    void end() {
        with.close();
    }

    @Test
    void aSecretThatChangesAgainWithinADayOverlapsWithTheLast() throws Exception {
        start(Optional.of(secret(1)));
        with.stop();
        start(Optional.of(secret(2)));
        with.stop();

        WebhookDispatcher third = start(Optional.of(secret(3)));

        assertThat(get(third.endpoints().secret(ID))).contains(secret(3).text());
        assertThat(status(third).rotation()).isPresent();
    }

    @Test
    void aSecretOfTheFileMakesUpForOneThatCannotBeOpened() throws Exception {
        start(Optional.of(secret(1)));
        with.stop();
        with.box = Keys.otherBox();

        assertThat(status(start(Optional.of(secret(1)))).state()).isEqualTo(EndpointState.ACTIVE);
    }

    @Test
    void aPauseOfTheOperatorOutlivesASecretThatCannotBeOpened() throws Exception {
        WebhookDispatcher first = start(Optional.of(secret(1)));
        get(first.endpoints().pause(ID));
        with.stop();
        with.box = Keys.otherBox();

        assertThat(status(start(Optional.of(secret(1)))).state()).isEqualTo(EndpointState.PAUSED);
    }

    @Test
    void anEndpointWhoseNewSecretNobodyKnowsStaysPausedUntilItIsResumed() throws Exception {
        start(Optional.empty());
        with.stop();
        with.box = Keys.otherBox();
        start(Optional.empty());
        with.stop();

        WebhookDispatcher third = start(Optional.empty());

        assertThat(status(third).state()).isEqualTo(EndpointState.PAUSED);
        get(third.endpoints().resume(ID));
        assertThat(status(third).state()).isEqualTo(EndpointState.ACTIVE);
    }

    /** The file has the headers; what was kept of them is not needed, and its secret is as good as before. */
    @Test
    void keptHeadersThatCannotBeOpenedChangeNothingForAnEndpointOfTheFile() throws Exception {
        WebhookDispatcher first = start(Optional.empty());
        Optional<String> before = get(first.endpoints().secret(ID));
        with.stop();
        try (Connection damaging = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ephyra.db"));
                Statement statement = damaging.createStatement()) {
            statement.execute("UPDATE endpoint SET headers = x'00'");
        }

        WebhookDispatcher second = start(Optional.empty());

        assertThat(status(second).state()).isEqualTo(EndpointState.ACTIVE);
        assertThat(get(second.endpoints().secret(ID))).isEqualTo(before);
    }

    private WebhookDispatcher start(Optional<WebhookSecret> secret) {
        Endpoint like = TestDispatcher.endpoint("http://127.0.0.1:1/", EventFilter.ALL);
        Endpoint named = new Endpoint(
                ID,
                like.url(),
                like.filter(),
                like.format(),
                like.meta(),
                like.headers(),
                like.batching(),
                like.deadLetters(),
                like.maxAgeMillis(),
                like.totalTimeoutMillis());
        with.configured = List.of(new ConfiguredEndpoint(named, secret));
        return with.start();
    }

    private static EndpointStatus status(WebhookDispatcher dispatcher) throws Exception {
        return get(dispatcher.endpoints().show(ID)).orElseThrow();
    }

    private static WebhookSecret secret(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return WebhookSecret.generate(bytes);
    }
}

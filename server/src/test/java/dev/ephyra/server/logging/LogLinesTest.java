package dev.ephyra.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.server.config.LogLevel;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void looksLikeFishjam() {
        assertThat(console(Level.INFO, "Server WS authenticated."))
                .isEqualTo("07:45:02.684 [info] Server WS authenticated.\n");
        assertThat(console(Level.WARN, "Closing the connection."))
                .isEqualTo("07:45:02.684 [warning] Closing the connection.\n");
        assertThat(console(Level.ERROR, "x")).contains("[error]");
        assertThat(console(Level.DEBUG, "x")).contains("[debug]");
    }

    @Test
    void cannotBeForgedFromOutside() {
        assertThat(console(Level.INFO, "a\n00:00:00.000 [info] b\r\u001b[2J\tc"))
                .isEqualTo("07:45:02.684 [info] a\\n00:00:00.000 [info] b\\u000d\\u001b[2J\tc\n");
    }

    @Test
    void showsWhereAFailureCameFrom() {
        LoggingEvent event = event(Level.ERROR, "failed", new IllegalStateException("why"));

        assertThat(new ConsoleLine(ZoneOffset.UTC).doLayout(event))
                .startsWith("07:45:02.684 [error] failed\njava.lang.IllegalStateException: why")
                .contains("LogLinesTest");
    }

    @Test
    void writesOneJsonObjectALine() throws JsonProcessingException {
        String line =
                new JsonLine().doLayout(event(Level.WARN, "say \"hi\"\n\u0001 é", new IllegalStateException("why")));
        JsonNode object = new ObjectMapper().readTree(line);

        assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
        assertThat(object.path("time").asText()).isEqualTo("2026-01-02T07:45:02.684Z");
        assertThat(object.path("level").asText()).isEqualTo("warning");
        assertThat(object.path("message").asText()).isEqualTo("say \"hi\"\n\u0001 é");
        assertThat(object.path("logger").asText()).isEqualTo("a.Logger");
        assertThat(object.path("error").asText()).startsWith("java.lang.IllegalStateException: why");
    }

    @Test
    void knowsEachLevel() {
        assertThat(LogLevel.values())
                .extracting(LevelNames::threshold)
                .containsExactly(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
    }

    private String console(Level level, String message) {
        return new ConsoleLine(ZoneOffset.UTC).doLayout(event(level, message, null));
    }

    private LoggingEvent event(Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event =
                new LoggingEvent("f", context.getLogger("a.Logger"), level, message, thrown, new Object[0]);
        event.setInstant(Instant.parse("2026-01-02T07:45:02.684Z"));
        return event;
    }
}

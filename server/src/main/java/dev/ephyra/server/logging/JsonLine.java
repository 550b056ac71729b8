package dev.ephyra.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.time.Instant;

/** One JSON object a line, for programs that collect logs: time (UTC), level, message, logger, thread, and error if any. */
final class JsonLine extends LayoutBase<ILoggingEvent> {
    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        line.append("{\"time\":\"")
                .append(Instant.ofEpochMilli(event.getTimeStamp()))
                .append('"');
        append(line, "level", LevelNames.of(event.getLevel()));
        append(line, "message", event.getFormattedMessage());
        append(line, "logger", event.getLoggerName());
        append(line, "thread", event.getThreadName());
        if (event.getThrowableProxy() != null) {
            append(line, "error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.append("}\n").toString();
    }

    private static void append(StringBuilder line, String member, String value) {
        line.append(",\"").append(member).append("\":\"");
        JsonStringEncoder.getInstance().quoteAsString(value, line);
        line.append('"');
    }
}

package dev.ephyra.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * {@code 07:45:02.684 [info] message}: the lines operators of Fishjam know, in local time. Control characters of a message are
 * escaped, so that text from outside can neither forge a line nor steer a terminal.
 */
final class ConsoleLine extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final ZoneId zone;

    ConsoleLine(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(128);
        TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone), line);
        line.append(" [").append(LevelNames.of(event.getLevel())).append("] ");
        appendEscaped(line, event.getFormattedMessage());
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString();
    }

    private static void appendEscaped(StringBuilder line, String message) {
        for (int at = 0; at < message.length(); at++) {
            char character = message.charAt(at);
            if (character == '\n') {
                line.append("\\n");
            } else if (Character.isISOControl(character) && character != '\t') {
                line.append(String.format("\\u%04x", (int) character));
            } else {
                line.append(character);
            }
        }
    }
}

package dev.ephyra.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.ephyra.server.config.Settings;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * The logging of the process. Logback finds this class as a service and so starts with info lines on standard output without
 * looking for files; {@link #apply} then follows the settings.
 */
public final class ServerLogging extends ContextAwareBase implements Configurator {
    /** Libraries that have much to say at info; they speak when debug is asked for. */
    private static final List<String> TALKATIVE = List.of("io.netty", "io.vertx");

    /** Tells with a stack trace of each client that connects while the port is being closed. */
    private static final String ACCEPTING = "io.netty.bootstrap.ServerBootstrap";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        install(context, new ConsoleLine(ZoneId.systemDefault()), Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Follows the settings from the next line on. */
    public static void apply(Settings.Logging logging) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            install(
                    context,
                    logging.structured() ? new JsonLine() : new ConsoleLine(ZoneId.systemDefault()),
                    LevelNames.threshold(logging.level()));
        }
    }

    private static void install(LoggerContext context, Layout<ILoggingEvent> layout, Level level) {
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setEncoder(encoder);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(console);
        root.setLevel(level);
        Level theirs = level.isGreaterOrEqual(Level.WARN) ? level : level == Level.DEBUG ? Level.INFO : Level.WARN;
        TALKATIVE.forEach(name -> context.getLogger(name).setLevel(theirs));
        context.getLogger(ACCEPTING).setLevel(Level.ERROR);
    }
}

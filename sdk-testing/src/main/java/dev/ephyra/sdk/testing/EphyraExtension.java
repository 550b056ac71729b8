package dev.ephyra.sdk.testing;

import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.notifier.Notifier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real server for the tests of a class, and of the classes nested in it. A second extension in one of these is refused; start a
 * second server with {@link EphyraServer}.
 *
 * <pre>{@code
 * @ExtendWith(EphyraExtension.class)
 * class LobbyTest {
 *     @Test
 *     void opensARoomForTwo(EphyraServer server, RoomApi rooms) {
 *         new Lobby(server.address(), server.token()).open("blue");
 *
 *         assertEquals(OptionalInt.of(2), rooms.getRoom("blue").config().maxPeers());
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters of type {@link EphyraServer}, {@link RoomApi} and {@link Notifier.Builder} are given. With settings, register it
 * as a static field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final EphyraExtension EPHYRA = EphyraExtension.with(server -> server.environment("FJ_WEBRTC_USED", "false"));
 * }</pre>
 *
 * <p>Where the server is: see {@link EphyraServer}. Needs JUnit 5 or 6. Used by JUnit's threads.
 */
public final class EphyraExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(EphyraExtension.class);

    private final UnaryOperator<EphyraServer.Builder> settings;

    /** With the defaults of {@link EphyraServer#builder()}; for {@code @ExtendWith}. */
    public EphyraExtension() {
        this(UnaryOperator.identity());
    }

    private EphyraExtension(UnaryOperator<EphyraServer.Builder> settings) {
        this.settings = settings;
    }

    /** With what {@code settings} says; for a static field with {@code @RegisterExtension}. */
    public static EphyraExtension with(UnaryOperator<EphyraServer.Builder> settings) {
        return new EphyraExtension(settings);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Running running = running(context);
        if (running == null) {
            context.getStore(NAMESPACE)
                    .put(
                            Running.class,
                            new Running(
                                    this, settings.apply(EphyraServer.builder()).start()));
        } else if (running.owner() != this) {
            throw new ExtensionConfigurationException(
                    context.getRequiredTestClass().getName()
                            + " has two of EphyraExtension, itself or with a class around or above it, and its parameters can be of one server"
                            + " only: start the other with EphyraServer.");
        }
    }

    /** That of an enclosing class goes on: only what is in the store of this very context is removed. */
    @Override
    public void afterAll(ExtensionContext context) {
        Running own = context.getStore(NAMESPACE).remove(Running.class, Running.class);
        if (own != null) {
            own.server().close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EphyraServer.class || type == RoomApi.class || type == Notifier.Builder.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Running running = running(context);
        if (running == null) {
            throw new ParameterResolutionException("The server is started before all tests of a class: use "
                    + "@ExtendWith(EphyraExtension.class), or a static field with @RegisterExtension.");
        }
        EphyraServer server = running.server();
        Class<?> type = parameter.getParameter().getType();
        if (type == EphyraServer.class) {
            return server;
        }
        return type == RoomApi.class ? server.rooms() : server.notifier();
    }

    private static @Nullable Running running(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Running.class, Running.class);
    }

    /** A server, and which extension started it. */
    private record Running(EphyraExtension owner, EphyraServer server) {}
}

package dev.ephyra.sdk.testing;

import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.notifier.Notifier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real server for the tests of a class, and of the classes nested in it.
 *
 * <pre>{@code
 * @ExtendWith(EphyraExtension.class)
 * class LobbyTest {
 *     @Test
 *     void opensARoomForTwo(EphyraServer server, RoomApi rooms) throws InterruptedException {
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
        if (running(context) == null) {
            context.getStore(NAMESPACE)
                    .put(
                            EphyraServer.class,
                            settings.apply(EphyraServer.builder()).start());
        }
    }

    /** That of an enclosing class goes on: only what is in the store of this very context is removed. */
    @Override
    public void afterAll(ExtensionContext context) {
        EphyraServer own = context.getStore(NAMESPACE).remove(EphyraServer.class, EphyraServer.class);
        if (own != null) {
            own.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == EphyraServer.class || type == RoomApi.class || type == Notifier.Builder.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        EphyraServer server = running(context);
        if (server == null) {
            throw new ParameterResolutionException("The server is started before all tests of a class: use "
                    + "@ExtendWith(EphyraExtension.class), or a static field with @RegisterExtension.");
        }
        Class<?> type = parameter.getParameter().getType();
        if (type == EphyraServer.class) {
            return server;
        }
        return type == RoomApi.class ? server.rooms() : server.notifier();
    }

    private static @Nullable EphyraServer running(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(EphyraServer.class, EphyraServer.class);
    }
}

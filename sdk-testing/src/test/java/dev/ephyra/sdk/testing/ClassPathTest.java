package dev.ephyra.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.protobuf.Message;
import com.sun.net.httpserver.HttpServer;
import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.ServerAddress;
import dev.ephyra.wire.ServerMessage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kit on the class path, the SDK on the module path: as build tools put them for tests of an application that is a module. */
@Timeout(60)
class ClassPathTest {
    @Test
    void usesNothingThatTheSdkDoesNotExport() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] answer = "{\"room\":\"r\",\"events\":[\"e1\",\"e2\"]}".getBytes(StandardCharsets.UTF_8);
        server.createContext("/ephyra/v1/test-events", exchange -> {
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--module-path",
                            places(RoomApi.class, ServerMessage.class, Message.class, Gson.class),
                            "--add-modules",
                            "dev.ephyra.sdk",
                            "-cp",
                            places(EphyraServer.class, ClassPathTest.class),
                            Program.class.getName(),
                            "127.0.0.1:" + server.getAddress().getPort())
                    .redirectErrorStream(true)
                    .start();
            String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(printed.strip()).isEqualTo("dev.ephyra.sdk null TestEvents[room=r, eventIds=[e1, e2]]");
            assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.stop(0);
        }
    }

    /** Run by the test above. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            System.out.println(RoomApi.class.getModule().getName() + " "
                    + EphyraServer.class.getModule().getName() + " "
                    + Trigger.send(ServerAddress.of(arguments[0], false), "token", "roomCrashed", 2));
        }
    }

    private static String places(Class<?>... classes) {
        return Stream.of(classes)
                .map(ClassPathTest::place)
                .distinct()
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }
}

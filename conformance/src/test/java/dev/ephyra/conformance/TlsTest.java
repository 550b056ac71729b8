package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate and its key turn the port into HTTPS and WSS, checked by a client that trusts nothing else. */
class TlsTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String PASSWORD = "changeit";
    // ServerMessage.auth_request (7) with the token "development", and ServerMessage.authenticated (6).
    private static final byte[] AUTH_REQUEST = ":\r\n\013development".getBytes(StandardCharsets.US_ASCII);
    private static final ByteBuffer AUTHENTICATED = ByteBuffer.wrap(new byte[] {0x32, 0x00});

    @TempDir
    Path home;

    @Test
    void servesRestAndSocketsOverTls() throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore keys = selfSigned();
        Path key = home.resolve("key.pem");
        Path certificate = home.resolve("certificate.pem");
        writePem(
                key,
                "PRIVATE KEY",
                keys.getKey("server", PASSWORD.toCharArray()).getEncoded());
        writePem(certificate, "CERTIFICATE", keys.getCertificate("server").getEncoded());
        ServerOptions options = ServerOptions.in(home)
                .with("FJ_SSL_KEY_PATH", key.toString())
                .with("FJ_SSL_CERT_PATH", certificate.toString());

        try (ServerProcess server = ServerProcess.launch(options);
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
            server.await("listening", SOON, () -> server.log().contains("Access FishjamWeb.Endpoint at https://"));
            String address = "localhost:" + server.port();

            HttpRequest rooms = HttpRequest.newBuilder(URI.create("https://" + address + "/room"))
                    .header("authorization", "Bearer " + ServerProcess.TOKEN)
                    .timeout(SOON)
                    .build();
            assertThat(client.send(rooms, BodyHandlers.ofString()).body()).isEqualTo("{\"data\":[]}");
            assertThat(firstAnswer(client, address)).isEqualTo(AUTHENTICATED);
        }
    }

    private static ByteBuffer firstAnswer(HttpClient client, String address) {
        CompletableFuture<ByteBuffer> answer = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("wss://" + address + "/socket/server/websocket"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
                        answer.complete(data);
                        return CompletableFuture.completedFuture(null);
                    }
                })
                .orTimeout(SOON.toSeconds(), TimeUnit.SECONDS)
                .join();
        socket.sendBinary(ByteBuffer.wrap(AUTH_REQUEST), true).join();
        ByteBuffer first = answer.orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        socket.abort();
        return first;
    }

    private KeyStore selfSigned() throws IOException, InterruptedException, GeneralSecurityException {
        Path file = home.resolve("keys.p12");
        Program made = Program.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD),
                Map.of(),
                SOON);
        assertThat(made.exitCode()).as(made.output()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static void writePem(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder().encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trusting(KeyStore keys) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

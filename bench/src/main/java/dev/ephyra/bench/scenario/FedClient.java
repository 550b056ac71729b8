package dev.ephyra.bench.scenario;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** An HTTP client whose one WebSocket leads nowhere: its owner puts in what a server would send. Owned by one thread. */
final class FedClient extends HttpClient {
    private final CompletableFuture<WebSocket> opening = new CompletableFuture<>();
    private final Socket socket = new Socket();
    private WebSocket.@Nullable Listener listener;
    private long demand;

    /** Lets the connection that was asked for open. */
    void open() {
        opening.complete(socket);
    }

    /** Whether the other end asked for more than it got. */
    boolean isWanted() {
        return demand > 0;
    }

    /** Gives it one message. */
    void give(byte[] message) {
        WebSocket.Listener to = listener;
        if (to == null || demand == 0) {
            throw new IllegalStateException("nobody asked for a message");
        }
        demand--;
        to.onBinary(socket, ByteBuffer.wrap(message), true);
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return new SocketBuilder();
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return Optional.empty();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return Optional.empty();
    }

    @Override
    public Redirect followRedirects() {
        return Redirect.NEVER;
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return Optional.empty();
    }

    @Override
    public SSLContext sslContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
        return new SSLParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return Optional.empty();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    @Override
    public Optional<Executor> executor() {
        return Optional.empty();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) throws IOException {
        throw new IOException("this leads nowhere");
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return CompletableFuture.failedFuture(new IOException("this leads nowhere"));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.@Nullable PushPromiseHandler<T> pushed) {
        return sendAsync(request, handler);
    }

    private final class SocketBuilder implements WebSocket.Builder {
        @Override
        public WebSocket.Builder header(String name, String value) {
            return this;
        }

        @Override
        public WebSocket.Builder connectTimeout(Duration timeout) {
            return this;
        }

        @Override
        public WebSocket.Builder subprotocols(String mostPreferred, String... lesserPreferred) {
            return this;
        }

        @Override
        public CompletableFuture<WebSocket> buildAsync(URI address, WebSocket.Listener to) {
            listener = to;
            return opening;
        }
    }

    private final class Socket implements WebSocket {
        private CompletableFuture<WebSocket> done() {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
            return done();
        }

        @Override
        public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
            return done();
        }

        @Override
        public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
            return done();
        }

        @Override
        public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
            return done();
        }

        @Override
        public CompletableFuture<WebSocket> sendClose(int code, String reason) {
            return done();
        }

        @Override
        public void request(long messages) {
            demand += messages;
        }

        @Override
        public String getSubprotocol() {
            return "";
        }

        @Override
        public boolean isOutputClosed() {
            return false;
        }

        @Override
        public boolean isInputClosed() {
            return false;
        }

        @Override
        public void abort() {}
    }
}

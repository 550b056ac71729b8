package dev.ephyra.sdk.notifier;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A client as users wrap it for tracing, which forgot the sockets. */
final class ClientWithoutSockets extends HttpClient {
    static final String WHY = "this client opens no sockets";

    private final HttpClient wrapped = HttpClient.newHttpClient();

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        throw new UnsupportedOperationException(WHY);
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return wrapped.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return wrapped.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return wrapped.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return wrapped.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return wrapped.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return wrapped.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return wrapped.authenticator();
    }

    @Override
    public Version version() {
        return wrapped.version();
    }

    @Override
    public Optional<Executor> executor() {
        return wrapped.executor();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return wrapped.send(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return wrapped.sendAsync(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler, HttpResponse.PushPromiseHandler<T> pushed) {
        return wrapped.sendAsync(request, handler, pushed);
    }
}

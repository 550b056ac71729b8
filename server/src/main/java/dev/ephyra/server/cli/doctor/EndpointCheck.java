package dev.ephyra.server.cli.doctor;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.WebhookUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Whether an endpoint could be reached from this machine: its name, the address filter, TCP and TLS, by the deadlines of a
 * delivery. Sends no request. Edge to the network; owned by the thread of the command.
 */
final class EndpointCheck {
    private static final long LOOKUP_TIMEOUT_MILLIS = 2_000;
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
    private static final int TLS_TIMEOUT_MILLIS = 5_000;

    private final AddressFilter filter;

    EndpointCheck(boolean publicOnly) {
        this.filter = new AddressFilter(publicOnly);
    }

    /** What is found on the way to {@code url}; {@code what} names it. */
    Finding reach(String what, String url) throws InterruptedException {
        return switch (WebhookUrl.parse(url)) {
            case WebhookUrl.Parsed.Rejected(String why) ->
                Finding.fail(what, url + " is no URL that can be posted to: " + why, "correct it");
            case WebhookUrl.Parsed.Accepted(WebhookUrl parsed) -> reach(what, parsed);
        };
    }

    private Finding reach(String what, WebhookUrl url) throws InterruptedException {
        List<InetAddress> addresses;
        try {
            addresses = resolve(url.host());
        } catch (IOException unknown) {
            return Finding.fail(what, unknown.getMessage() + " (" + url.text() + ")", "correct the name or the DNS");
        }
        List<String> failures = new ArrayList<>();
        for (InetAddress address : addresses) {
            String failure = failure(url, address);
            if (failure.isEmpty()) {
                return Finding.ok(what, url.text() + " can be reached at " + address.getHostAddress());
            }
            failures.add(address.getHostAddress() + ": " + failure);
        }
        return Finding.fail(
                what,
                url.text() + " cannot be reached; " + String.join("; ", failures),
                "start or correct the receiver");
    }

    /** The system's lookup cannot be interrupted, so its thread is left behind when it takes too long. */
    private static List<InetAddress> resolve(String host) throws IOException, InterruptedException {
        Callable<List<InetAddress>> asking = () -> List.of(InetAddress.getAllByName(host));
        FutureTask<List<InetAddress>> lookup = new FutureTask<>(asking);
        Thread.ofPlatform().daemon().start(lookup);
        try {
            return lookup.get(LOOKUP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw new IOException("the name " + host + " has no address", failed);
        } catch (TimeoutException late) {
            throw new IOException("looking up " + host + " takes longer than 2 s", late);
        }
    }

    /** Empty if the way is free. */
    private String failure(WebhookUrl url, InetAddress address) {
        String refusal = filter.refusal(address.getAddress()).orElse("");
        if (!refusal.isEmpty()) {
            return "the address filter refuses it: " + refusal;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, url.port()), CONNECT_TIMEOUT_MILLIS);
            if (url.tls()) {
                socket.setSoTimeout(TLS_TIMEOUT_MILLIS);
                shakeHands(socket, url);
            }
            return "";
        } catch (IOException failed) {
            return String.valueOf(failed.getMessage());
        }
    }

    private static void shakeHands(Socket socket, WebhookUrl url) throws IOException {
        SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        try (SSLSocket tls = (SSLSocket) factory.createSocket(socket, url.host(), url.port(), true)) {
            SSLParameters parameters = tls.getSSLParameters();
            // The name must be that of the certificate, as for a delivery.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
        }
    }
}

package dev.ephyra.server.webhook;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.WebhookUrl;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * One URL over one of its addresses, made ready once for the many requests of a lookup. The options are shared by them
 * all: nobody may change them.
 *
 * @param refusal why the address may not be connected to, if so
 * @param isPublic whether it is an address of the public Internet
 */
record Route(
        Origin origin, HttpConnectOptions connect, RequestOptions request, Optional<String> refusal, boolean isPublic) {
    private static final AddressFilter PUBLIC_ONLY = new AddressFilter(true);

    /** Whatever may share a connection: the name counts too, because a certificate was checked for it. */
    record Origin(InetAddress address, int port, boolean tls, String host) {
        /** Short, because each request looks its connection up; receivers mostly differ in name or port. */
        @Override
        public int hashCode() {
            return 31 * host.hashCode() + port;
        }
    }

    static Route of(WebhookUrl url, InetAddress address, AddressFilter filter) {
        InetAddress nameless = nameless(address);
        boolean literal = url.host().indexOf(':') >= 0;
        // Connects to the address that was checked, under the name that was given.
        HttpConnectOptions connect = new HttpConnectOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(nameless, url.port())))
                .setHost(literal ? "[" + url.host() + "]" : url.host())
                .setPort(url.port())
                .setSsl(url.tls());
        // Without host and port, which are then those of the connection.
        RequestOptions request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(url.target())
                .setFollowRedirects(false);
        return new Route(
                new Origin(nameless, url.port(), url.tls(), url.host()),
                connect,
                request,
                filter.refusal(address.getAddress()).map(reason -> address.getHostAddress() + " is " + reason),
                PUBLIC_ONLY.refusal(address.getAddress()).isEmpty());
    }

    /** The address without its name, so that nothing below looks the name up again. */
    private static InetAddress nameless(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException("an address of no known length", wrongLength);
        }
    }
}

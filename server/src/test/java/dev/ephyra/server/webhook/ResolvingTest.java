package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.notify.lane.WebhookUrl;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResolvingTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");

    private final WebhookUrl url = parsed("http://receiver.example/hook");
    private final Target target = new Target(url);

    @Test
    void anAddressThatLastTookAConnectionIsTriedFirstAfterEachLookup() {
        List<Route> routes = target.resolved(routes("192.0.2.1", "192.0.2.2", "192.0.2.3"), 0);
        target.prefer(routes.get(1));

        assertThat(addresses(target.known(SECOND))).containsExactly("192.0.2.2", "192.0.2.3", "192.0.2.1");
        assertThat(addresses(target.resolved(routes("192.0.2.3", "192.0.2.1", "192.0.2.2"), 11 * SECOND)))
                .containsExactly("192.0.2.2", "192.0.2.3", "192.0.2.1");
        assertThat(addresses(target.resolved(routes("192.0.2.3", "192.0.2.1"), 22 * SECOND)))
                .containsExactly("192.0.2.3", "192.0.2.1");
    }

    @Test
    void theLastLookupHoldsForAWhileWhenTheNextOneFails() {
        assertThat(target.unresolved(0)).isEmpty();
        target.resolved(routes("192.0.2.1"), 0);

        assertThat(target.known(11 * SECOND)).isEmpty();
        assertThat(addresses(target.unresolved(11 * SECOND))).containsExactly("192.0.2.1");
        assertThat(addresses(target.known(20 * SECOND))).containsExactly("192.0.2.1");
        assertThat(target.known(22 * SECOND)).isEmpty();
        assertThat(target.unresolved(600 * SECOND)).isEmpty();
    }

    @Test
    void aLookupThatBreaksFailsAndTheNextOneLooksAgain() throws Exception {
        AtomicInteger lookups = new AtomicInteger();
        Resolver resolver = new SystemResolver(host -> {
            if (lookups.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
            }
            return new InetAddress[] {HERE};
        });

        assertThatThrownBy(() -> resolver.resolve("a").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .hasRootCauseMessage("broken");
        assertThat(resolver.resolve("a").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .containsExactly(HERE);
    }

    @Test
    void lookupsThatHangLeaveNoThreadForMoreAndSayAtOnce() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Resolver resolver = new SystemResolver(host -> {
            try {
                release.await();
            } catch (InterruptedException stop) {
                throw new IllegalStateException(stop);
            }
            return new InetAddress[] {HERE};
        });
        for (int name = 0; name < SystemResolver.MAX_LOOKUPS; name++) {
            resolver.resolve("dead" + name);
        }

        assertThatThrownBy(
                        () -> resolver.resolve("one-more").toCompletableFuture().join())
                .hasCauseInstanceOf(RejectedExecutionException.class);
        release.countDown();
        assertThat(resolver.resolve("dead0").toCompletableFuture().get(10, TimeUnit.SECONDS))
                .containsExactly(HERE);
    }

    private List<Route> routes(String... addresses) {
        return Stream.of(addresses)
                .map(address -> Route.of(url, InetAddress.ofLiteral(address), new AddressFilter(false)))
                .toList();
    }

    private static List<String> addresses(List<Route> routes) {
        return routes.stream()
                .map(route -> route.origin().address().getHostAddress())
                .toList();
    }

    private static WebhookUrl parsed(String text) {
        return ((WebhookUrl.Parsed.Accepted) WebhookUrl.parse(text)).url();
    }
}

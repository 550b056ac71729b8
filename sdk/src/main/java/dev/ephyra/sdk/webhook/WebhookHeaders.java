package dev.ephyra.sdk.webhook;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, of whatever framework; their names in whatever case.
 *
 * <pre>{@code
 * WebhookHeaders jdk = WebhookHeaders.of(exchange.getRequestHeaders());
 * WebhookHeaders servletOrVertx = WebhookHeaders.of(request::getHeader);
 * WebhookHeaders spring = WebhookHeaders.of(headers::getFirst);
 * }</pre>
 */
public final class WebhookHeaders {
    static final String CONTENT_TYPE = "content-type";
    static final String LEGACY_SIGNATURE = "x-fishjam-signature-256";
    static final String WEBHOOK_ID = "webhook-id";
    static final String WEBHOOK_TIMESTAMP = "webhook-timestamp";
    static final String WEBHOOK_SIGNATURE = "webhook-signature";
    static final String EVENT_ID = "x-fishjam-event-id";
    static final String ROOM_SEQ = "x-fishjam-room-seq";
    static final String ROOM_EPOCH = "x-fishjam-room-epoch";
    static final String PREV_SEQ = "x-fishjam-prev-seq";
    static final String ATTEMPT = "x-fishjam-attempt";
    static final String CURSOR = "x-fishjam-cursor";
    static final String OCCURRED_AT = "x-fishjam-occurred-at";
    static final String REASON = "x-fishjam-reason";
    static final String GAP = "x-fishjam-gap";
    static final String REPLAY = "x-fishjam-replay";
    static final String TEST = "x-fishjam-test";

    private final Function<String, @Nullable String> lookup;

    private WebhookHeaders(Function<String, @Nullable String> lookup) {
        this.lookup = lookup;
    }

    /** Headers that can be asked for by name; the answer is null where there is none, and the first where there are several. */
    public static WebhookHeaders of(Function<String, @Nullable String> lookup) {
        return new WebhookHeaders(lookup);
    }

    /** Headers as names with their values. */
    public static WebhookHeaders of(Map<String, ? extends Collection<String>> headers) {
        Map<String, String> first = new TreeMap<>();
        headers.forEach((name, values) -> {
            // HttpURLConnection and its like have the status line under no name at all.
            if (name != null && !values.isEmpty()) {
                first.putIfAbsent(
                        name.toLowerCase(Locale.ROOT), values.iterator().next());
            }
        });
        return new WebhookHeaders(first::get);
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(lookup.apply(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}

package dev.ephyra.media;

import dev.ephyra.webrtc.connection.OutboundStream;
import dev.ephyra.webrtc.connection.PeerConnection;
import dev.ephyra.webrtc.connection.TrackStreams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who gets whose packets in one room: the forwarding plan. A change of one connection touches what it publishes and what
 * it subscribed to, and nothing else. Owned by one media thread.
 */
final class Routes {
    /** A track that somebody publishes or waits for. */
    private static final class Route {
        @Nullable
        TrackStreams published;

        final List<OutboundStream> subscribers = new ArrayList<>();

        boolean isUnused() {
            return published == null && subscribers.isEmpty();
        }
    }

    /** What a connection contributes. A stream that becomes another track's is another subscription. */
    private record Ends(Set<TrackStreams> published, Map<OutboundStream, String> subscribed) {
        static final Ends NONE = new Ends(Set.of(), Map.of());

        static Ends of(PeerConnection peer) {
            Map<OutboundStream, String> subscribed = new LinkedHashMap<>();
            // Before its connection is there, packets would only be made to be thrown away.
            if (peer.isEstablished()) {
                peer.subscribed()
                        .forEach(stream -> subscribed.put(stream, stream.track().trackId()));
            }
            return new Ends(new HashSet<>(peer.published()), subscribed);
        }
    }

    private final Map<String, Route> routes = new HashMap<>();
    private final Set<LocalSubscription> subscriptions = new LinkedHashSet<>();
    private final Map<HostedConnection, Ends> known = new HashMap<>();

    /** Connects what is published with those who subscribed to it, after a change of {@code connection}. */
    void update(HostedConnection connection) {
        change(connection, Ends.of(connection.peer()));
    }

    /** Nothing of {@code connection} leads anywhere any more. */
    void remove(HostedConnection connection) {
        change(connection, Ends.NONE);
        known.remove(connection);
    }

    /** The server itself publishes a track. */
    void publish(TrackStreams track) {
        publish(track, new HashSet<>());
        compile(track.trackId());
    }

    /** The server itself publishes a track no more. */
    void withdraw(TrackStreams track) {
        withdraw(track, new HashSet<>());
        compile(track.trackId());
    }

    /** Somebody inside the server gets everything that is published. */
    void subscribe(LocalSubscription subscription) {
        subscriptions.add(subscription);
        List.copyOf(routes.keySet()).forEach(this::compile);
    }

    /** He gets nothing any more. */
    void unsubscribe(LocalSubscription subscription) {
        subscriptions.remove(subscription);
        List.copyOf(routes.keySet()).forEach(this::compile);
    }

    boolean hasSubscriptions() {
        return !subscriptions.isEmpty();
    }

    private void change(HostedConnection connection, Ends now) {
        Ends before = known.getOrDefault(connection, Ends.NONE);
        known.put(connection, now);
        Set<String> touched = new HashSet<>();
        for (TrackStreams track : before.published()) {
            if (!now.published().contains(track)) {
                withdraw(track, touched);
            }
        }
        before.subscribed().forEach((stream, trackId) -> {
            if (!trackId.equals(now.subscribed().get(stream))) {
                route(trackId).subscribers.remove(stream);
                stream.attach(null);
                touched.add(trackId);
            }
        });
        for (TrackStreams track : now.published()) {
            if (!before.published().contains(track)) {
                publish(track, touched);
            }
        }
        now.subscribed().forEach((stream, trackId) -> {
            if (!trackId.equals(before.subscribed().get(stream))) {
                Route route = route(trackId);
                route.subscribers.add(stream);
                stream.attach(route.published);
                touched.add(trackId);
            }
        });
        touched.forEach(this::compile);
    }

    private Route route(String trackId) {
        return routes.computeIfAbsent(trackId, _ -> new Route());
    }

    private void publish(TrackStreams track, Set<String> touched) {
        Route route = route(track.trackId());
        if (route.published != null) {
            end(route.published);
        }
        route.published = track;
        route.subscribers.forEach(stream -> stream.attach(track));
        touched.add(track.trackId());
    }

    private void withdraw(TrackStreams track, Set<String> touched) {
        Route route = route(track.trackId());
        end(track);
        if (route.published == track) {
            route.published = null;
            route.subscribers.forEach(stream -> stream.attach(null));
            subscriptions.forEach(subscription -> subscription.ended(track.trackId()));
        }
        touched.add(track.trackId());
    }

    private static void end(TrackStreams track) {
        track.subscribers(List.of());
        track.receivers(List.of());
    }

    private void compile(String trackId) {
        Route route = route(trackId);
        if (route.published != null) {
            TrackStreams track = route.published;
            track.subscribers(route.subscribers);
            track.receivers(subscriptions.stream()
                    .map(subscription -> subscription.receiver(track))
                    .toList());
        }
        if (route.isUnused()) {
            routes.remove(trackId);
        }
    }
}

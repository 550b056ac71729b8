package dev.ephyra.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostedComponentTest {
    private static final RoomId ROOM = new RoomId("r");

    private final List<String> told = new ArrayList<>();
    private final ComponentHost host = new ComponentHost(new Feeding(), new Nobody(), ComponentMemory.ofThisHeap());
    private final HostedComponent component = new HostedComponent(host, ROOM, new ComponentId("c"), List.of(), 0);

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    @Test
    void whatItSubscribedToAndStartedDoesNotOutliveIt() {
        component.whenAbandoned(() -> told.add("killed"));
        component.tracks().subscribe(new Deaf());
        component.tracks().subscribe(new Deaf()).close();
        assertThat(told).containsExactly("closed");

        component.abandon();

        assertThat(told).containsExactly("closed", "closed", "killed");
    }

    @Test
    void whatItBeginsOnceItIsAbandonedEndsAtOnce() {
        component.abandon();
        component.tracks().subscribe(new Deaf());
        component.whenAbandoned(() -> told.add("killed"));

        assertThat(told).containsExactly("closed", "killed");
    }

    private final class Feeding implements ComponentMedia {
        @Override
        public ComponentTrack open(RoomId room, Track track) {
            throw new IllegalStateException("nothing is published");
        }

        @Override
        public TrackFeed tracks(RoomId room) {
            return _ -> new TrackFeed.Subscription() {
                @Override
                public void requestKeyFrame(TrackId track) {}

                @Override
                public void close() {
                    told.add("closed");
                }
            };
        }
    }

    private static final class Deaf implements ComponentSubscriber {
        @Override
        public void trackAdded(TrackId track, TrackCodec codec) {}

        @Override
        public void trackRemoved(TrackId track) {}

        @Override
        public void packet(
                TrackId track, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker) {}

        @Override
        public void clock(TrackId track, long unixNanos, int timestamp) {}
    }

    private static final class Nobody implements ComponentListener {
        @Override
        public void trackAdded(RoomId room, ComponentId component, Track track) {}

        @Override
        public void trackRemoved(RoomId room, ComponentId component, TrackId track) {}

        @Override
        public void finished(RoomId room, ComponentId component) {}

        @Override
        public void crashed(RoomId room, ComponentId component, CrashCause cause, String reason) {}
    }
}

package dev.ephyra.component;

import dev.ephyra.room.TrackId;

/** Where a component gets the tracks of its room. Thread-safe; nothing here blocks. */
@FunctionalInterface
public interface TrackFeed {
    /** Hands on nothing. */
    TrackFeed NONE = _ -> new Subscription() {
        @Override
        public void requestKeyFrame(TrackId track) {}

        @Override
        public void close() {}
    };

    /** Hands tracks to {@code subscriber} until the result is closed: those that there are, and those that come. */
    Subscription subscribe(ComponentSubscriber subscriber);

    /** What somebody receives. Thread-safe. */
    interface Subscription extends AutoCloseable {
        /** The subscriber cannot go on without a key frame; for tracks that are not there this does nothing. */
        void requestKeyFrame(TrackId track);

        /** Nothing is handed on any more; a call that has begun may still end. */
        @Override
        void close();
    }
}

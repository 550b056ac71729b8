package dev.ephyra.conformance.browser;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What one guest receives of others over a stretch of time: it begins when a first picture and tone of each are there.
 * Used by one test thread.
 */
final class Viewing {
    // A cold server's first handshakes and a busy machine; after them a picture takes well under a second.
    private static final Duration FIRST = Duration.ofSeconds(20);
    private static final Duration LONGER = Duration.ofSeconds(20);
    /** How many frames more show that a picture keeps moving: 3 s of the fake camera. */
    private static final int MORE_FRAMES = 60;

    private final Guest watching;
    private final List<ReceivedTrack> first;
    private List<ReceivedTrack> latest;
    private double longestFreezeSeconds;

    private Viewing(Guest watching, List<ReceivedTrack> first) {
        this.watching = watching;
        this.first = first;
        this.latest = first;
    }

    /** Waits for a picture and a tone of each publisher. */
    static Viewing begin(Guest watching, List<Guest> publishers) {
        return new Viewing(
                watching,
                watching.page()
                        .awaitReceived(
                                "a first picture and tone of each",
                                FIRST,
                                tracks -> publishers.stream()
                                        .allMatch(publisher ->
                                                hasPicture(tracks, publisher) && hasTone(tracks, publisher))));
    }

    /** What each of them receives of all others. */
    static List<Viewing> ofAll(List<Guest> guests) {
        List<Viewing> viewings = new ArrayList<>();
        for (Guest guest : guests) {
            List<Guest> others = new ArrayList<>(guests);
            others.remove(guest);
            viewings.add(begin(guest, others));
        }
        return viewings;
    }

    /** Waits for a picture of a publisher. */
    static void awaitPicture(Guest watching, Guest publisher) {
        watching.page().awaitReceived("a first picture", FIRST, tracks -> hasPicture(tracks, publisher));
    }

    /** Looks at all, again and again, until every picture moved on and every tone sounded on. */
    static void untilAllWentOn(List<Viewing> viewings) {
        long deadlineNanos = System.nanoTime() + LONGER.toNanos();
        while (!viewings.stream().allMatch(Viewing::wentOn)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("not everything went on within " + LONGER + ": " + viewings);
            }
            BrowserPage.pause();
            viewings.forEach(Viewing::look);
        }
    }

    /** Looks at all, again and again, until none of them decoded anything for so long. */
    static void untilAllStoodStillFor(List<Viewing> viewings, Duration time) {
        long deadlineNanos = System.nanoTime() + LONGER.toNanos();
        long movedNanos = System.nanoTime();
        while (System.nanoTime() - movedNanos < time.toNanos()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("not everything stood still within " + LONGER + ": " + viewings);
            }
            BrowserPage.pause();
            for (Viewing viewing : viewings) {
                List<ReceivedTrack> before = viewing.latest;
                viewing.look();
                if (framesDecoded(before) != framesDecoded(viewing.latest)) {
                    movedNanos = System.nanoTime();
                }
            }
        }
    }

    private static long framesDecoded(List<ReceivedTrack> tracks) {
        return tracks.stream().mapToLong(ReceivedTrack::framesDecoded).sum();
    }

    Guest watching() {
        return watching;
    }

    /** The most that stood still between two looks, a fraction of a second apart: that much or less was one freeze. */
    double longestFreezeSeconds() {
        return longestFreezeSeconds;
    }

    private void look() {
        List<ReceivedTrack> now = watching.page().received();
        for (ReceivedTrack before : latest) {
            now.stream()
                    .filter(after -> after.trackId().equals(before.trackId()))
                    .mapToDouble(after -> after.freezesSeconds() - before.freezesSeconds())
                    .forEach(freeze -> longestFreezeSeconds = Math.max(longestFreezeSeconds, freeze));
        }
        latest = now;
    }

    private boolean wentOn() {
        return first.stream().allMatch(before -> latest.stream().anyMatch(after -> wentOn(before, after)));
    }

    private static boolean wentOn(ReceivedTrack before, ReceivedTrack after) {
        return after.trackId().equals(before.trackId())
                && (before.isVideo()
                        ? after.framesDecoded() >= before.framesDecoded() + MORE_FRAMES
                        : after.audioEnergy() > before.audioEnergy());
    }

    private static boolean hasPicture(List<ReceivedTrack> tracks, Guest publisher) {
        return tracks.stream().anyMatch(track -> track.peerId().equals(publisher.id()) && track.framesDecoded() > 0);
    }

    private static boolean hasTone(List<ReceivedTrack> tracks, Guest publisher) {
        return tracks.stream().anyMatch(track -> track.peerId().equals(publisher.id()) && track.audioEnergy() > 0);
    }

    @Override
    public String toString() {
        return watching.id() + " first " + first + ", then " + latest + "; told: "
                + watching.page().events();
    }
}

package dev.ephyra.conformance.browser;

import java.time.Duration;

/** How much of the video that one guest encodes another one decodes, over a stretch of time. Used by one test thread. */
final class DecodedShare {
    private final Guest sending;
    private final Guest watching;
    private final long beganNanos = System.nanoTime();
    private final SentTrack sentFirst;
    private final ReceivedTrack receivedFirst;
    private SentTrack sentLast;
    private ReceivedTrack receivedLast;

    private DecodedShare(Guest sending, Guest watching) {
        this.sending = sending;
        this.watching = watching;
        sentFirst = sent();
        receivedFirst = received();
        sentLast = sentFirst;
        receivedLast = receivedFirst;
    }

    /** Begins now; the picture must be there. */
    static DecodedShare begin(Guest sending, Guest watching) {
        return new DecodedShare(sending, watching);
    }

    /** Ends so long after the beginning, or a little later. */
    void untilWatchedFor(Duration time) {
        while (System.nanoTime() - beganNanos < time.toNanos()) {
            BrowserPage.pause();
        }
        sentLast = sent();
        receivedLast = received();
    }

    double decodedOfEncoded() {
        double encoded = sentLast.framesEncoded() - sentFirst.framesEncoded();
        return (receivedLast.framesDecoded() - receivedFirst.framesDecoded()) / encoded;
    }

    /** How often the server asked the sender for what was missing. */
    long nacksOfServer() {
        return sentLast.nacks() - sentFirst.nacks();
    }

    /** How often the watcher asked the server. */
    long nacksOfWatcher() {
        return receivedLast.nacks() - receivedFirst.nacks();
    }

    private SentTrack sent() {
        return sending.page().sent().stream()
                .filter(SentTrack::isVideo)
                .findFirst()
                .orElseThrow();
    }

    private ReceivedTrack received() {
        return watching.page().received().stream()
                .filter(ReceivedTrack::isVideo)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return receivedLast.codec() + ": " + decodedOfEncoded() + " decoded; first " + sentFirst + " and "
                + receivedFirst + ", last " + sentLast + " and " + receivedLast;
    }
}

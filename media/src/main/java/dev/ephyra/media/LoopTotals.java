package dev.ephyra.media;

import dev.ephyra.webrtc.connection.ConnectionCounters;

/** What a {@link MediaLoop} knows of {@link MediaTotals}: all but what happens at its socket. */
record LoopTotals(
        ConnectionCounters traffic,
        int connecting,
        int connected,
        int relayed,
        long strangers,
        long handedOver,
        long handOversLost) {
    /** The whole, with what the thread counted. */
    MediaTotals with(long sendFailures, TransitTimes.Counts transit) {
        return new MediaTotals(
                traffic, connecting, connected, relayed, strangers, handedOver, handOversLost, sendFailures, transit);
    }
}

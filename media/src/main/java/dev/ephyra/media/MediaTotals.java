package dev.ephyra.media;

import dev.ephyra.webrtc.connection.ConnectionCounters;

/**
 * The media of a server since it started. Made each second; nobody writes to what is in it.
 *
 * @param traffic of all connections, those that ended included
 * @param connecting connections on which media cannot flow yet
 * @param connected connections on which they can
 * @param relayed of the connected ones, those through our TURN server
 * @param strangers datagrams that were for no connection
 * @param handedOver datagrams that came in by another thread's socket, or went out by it, and were handed over
 * @param handOversLost those that found no room on that way and were dropped
 * @param sendFailures datagrams that the system did not take
 * @param transit how long datagrams were in the server, over the last half to whole minute
 */
public record MediaTotals(
        ConnectionCounters traffic,
        int connecting,
        int connected,
        int relayed,
        long strangers,
        long handedOver,
        long handOversLost,
        long sendFailures,
        TransitTimes.Counts transit) {
    /** Before anything happened. */
    public static final MediaTotals NONE =
            new MediaTotals(new ConnectionCounters(), 0, 0, 0, 0, 0, 0, 0, new TransitTimes().counts());

    /** With those of another media thread. */
    MediaTotals plus(MediaTotals other) {
        ConnectionCounters sum = traffic.copy();
        sum.add(other.traffic);
        return new MediaTotals(
                sum,
                connecting + other.connecting,
                connected + other.connected,
                relayed + other.relayed,
                strangers + other.strangers,
                handedOver + other.handedOver,
                handOversLost + other.handOversLost,
                sendFailures + other.sendFailures,
                transit.plus(other.transit));
    }
}

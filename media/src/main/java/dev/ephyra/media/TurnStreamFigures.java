package dev.ephyra.media;

/**
 * TURN over TCP since the start of the server. Immutable.
 *
 * @param connections that there are
 * @param refused connections that found no place, or had to go without having shown a password
 * @param lostIn packets of clients that the media thread did not take
 * @param lostOut packets for clients that read too slowly
 */
public record TurnStreamFigures(int connections, long refused, long lostIn, long lostOut) {
    /** Where TURN over TCP is not used. */
    public static final TurnStreamFigures NONE = new TurnStreamFigures(0, 0, 0, 0);
}

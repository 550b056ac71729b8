package dev.ephyra.notify.lane;

/**
 * When an endpoint counts as down, and how often it is tried then.
 *
 * @param window outcomes looked at, at most 32
 * @param fewest of which there must be so many
 * @param inARow failures that are enough by themselves
 * @param firstProbeNanos from the trip to the first probe; then doubling
 * @param lastProbeNanos the longest time between probes, and the time within which somebody has to try a failing endpoint
 */
public record BreakerLimits(int window, int fewest, int inARow, long firstProbeNanos, long lastProbeNanos) {
    /**
     * Half of 10 or more is no accident; 5 in a row at the start of an outage take 40 s alone, or none with many rooms. A
     * probe every 8 s finds a recovery within 10 s, its own answer included.
     */
    public static final BreakerLimits DEFAULT = new BreakerLimits(20, 10, 5, 2_000_000_000L, 8_000_000_000L);
}

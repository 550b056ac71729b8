package dev.ephyra.webrtc.connection.client;

/**
 * How much the synthetic cameras send. Immutable.
 *
 * @param low of simulcast, as the next two
 * @param high also of a camera without simulcast
 */
public record VideoShapes(Shape low, Shape medium, Shape high) {
    /** About 1.6 Mbit/s in the highest encoding, and 2 Mbit/s in all. */
    public static final VideoShapes CAMERA =
            new VideoShapes(new Shape(30, 1, 2, 400), new Shape(30, 2, 4, 800), new Shape(30, 6, 20, 1_100));

    /**
     * One encoding.
     *
     * @param packetsPerFrame above 0, as the next
     * @param payloadBytes of each packet, at least {@link FrameTag#BYTES} and a descriptor, at most 1,150
     */
    public record Shape(int framesPerSecond, int packetsPerFrame, int packetsPerKeyFrame, int payloadBytes) {}

    /** The one of a rid; empty means without simulcast. */
    Shape of(String rid) {
        return switch (rid) {
            case "l" -> low;
            case "m" -> medium;
            default -> high;
        };
    }
}

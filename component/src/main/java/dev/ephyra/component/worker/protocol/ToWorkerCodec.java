package dev.ephyra.component.worker.protocol;

import dev.ephyra.component.TrackCodec;
import java.nio.charset.StandardCharsets;

/** {@link ToWorker} as frames. Pure. */
public final class ToWorkerCodec {
    private static final int TRACK_ADDED = 1;
    private static final int TRACK_REMOVED = 2;
    private static final int PACKET = 3;
    private static final int STOP = 4;
    private static final int CLOCK = 5;
    private static final int PACKET_HEADER_BYTES = 17;
    private static final TrackCodec[] CODECS = {TrackCodec.H264, TrackCodec.VP8, TrackCodec.OPUS};

    private ToWorkerCodec() {}

    /** A whole frame. */
    public static byte[] encode(ToWorker message) {
        return switch (message) {
            case ToWorker.TrackAdded(int number, String id, TrackCodec codec) -> {
                byte[] text = id.getBytes(StandardCharsets.UTF_8);
                yield Frame.write(
                        TRACK_ADDED,
                        5 + text.length,
                        body -> body.putInt(number).put(number(codec)).put(text));
            }
            case ToWorker.TrackRemoved(int number) -> Frame.write(TRACK_REMOVED, 4, body -> body.putInt(number));
            case ToWorker.Packet packet ->
                Frame.write(
                        PACKET,
                        PACKET_HEADER_BYTES + packet.payload().length,
                        body -> body.putInt(packet.track())
                                .putLong(packet.sequence())
                                .putInt(packet.timestamp())
                                .put((byte) (packet.marker() ? 1 : 0))
                                .put(packet.payload()));
            case ToWorker.Clock(int track, long unixNanos, int timestamp) ->
                Frame.write(
                        CLOCK, 16, body -> body.putInt(track).putLong(unixNanos).putInt(timestamp));
            case ToWorker.Stop() -> Frame.write(STOP, 0, _ -> {});
        };
    }

    /** @throws MalformedFrame if it is none of these messages */
    public static ToWorker decode(Frame frame) throws MalformedFrame {
        BodyReader body = new BodyReader(frame);
        ToWorker message = switch (frame.type()) {
            case TRACK_ADDED -> {
                int number = body.number(Integer.MAX_VALUE);
                TrackCodec codec = CODECS[body.choice(CODECS.length)];
                yield new ToWorker.TrackAdded(number, body.text(Frame.MAX_FRAME_BYTES), codec);
            }
            case TRACK_REMOVED -> new ToWorker.TrackRemoved(body.number(Integer.MAX_VALUE));
            case PACKET ->
                new ToWorker.Packet(
                        body.number(Integer.MAX_VALUE),
                        body.int64(),
                        body.int32(),
                        body.flag(),
                        body.rest(Frame.MAX_FRAME_BYTES));
            case CLOCK -> new ToWorker.Clock(body.number(Integer.MAX_VALUE), body.int64(), body.int32());
            case STOP -> new ToWorker.Stop();
            default -> throw new MalformedFrame("a frame of the unknown type " + frame.type());
        };
        body.end();
        return message;
    }

    private static byte number(TrackCodec codec) {
        return switch (codec) {
            case H264 -> 0;
            case VP8 -> 1;
            case OPUS -> 2;
        };
    }
}

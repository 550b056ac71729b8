package dev.ephyra.component.worker.protocol;

import dev.ephyra.component.ComponentTrack;
import dev.ephyra.room.TrackType;
import java.nio.charset.StandardCharsets;

/** {@link FromWorker} as frames, of other types than those of the other direction. Pure. */
public final class FromWorkerCodec {
    /** Of tracks that a worker publishes: as many as an endpoint of a room may have. */
    public static final int MAX_TRACK_NUMBER = 63;

    /** Of a reason: what a room keeps of it, in UTF-8. */
    public static final int MAX_REASON_BYTES = 4_000;

    private static final int READY = 17;
    private static final int ALIVE = 18;
    private static final int PAYLOAD = 19;
    private static final int PUBLISH = 20;
    private static final int UNPUBLISH = 21;
    private static final int PACKET = 22;
    private static final int CLOCK = 23;
    private static final int REQUEST_KEY_FRAME = 24;
    private static final int FINISHED = 25;
    private static final int FAILED = 26;
    private static final int PACKET_HEADER_BYTES = 9;

    private FromWorkerCodec() {}

    /** A whole frame. */
    public static byte[] encode(FromWorker message) {
        return switch (message) {
            case FromWorker.Ready(int version) -> Frame.write(READY, 4, body -> body.putInt(version));
            case FromWorker.Alive() -> Frame.write(ALIVE, 0, _ -> {});
            case FromWorker.Payload(int kind, byte[] bytes) ->
                Frame.write(
                        PAYLOAD, 1 + bytes.length, body -> body.put((byte) kind).put(bytes));
            case FromWorker.Publish(int number, TrackType type) ->
                Frame.write(PUBLISH, 5, body -> body.putInt(number).put((byte) (type == TrackType.VIDEO ? 0 : 1)));
            case FromWorker.Unpublish(int number) -> Frame.write(UNPUBLISH, 4, body -> body.putInt(number));
            case FromWorker.Packet packet ->
                Frame.write(
                        PACKET,
                        PACKET_HEADER_BYTES + packet.payload().length,
                        body -> body.putInt(packet.track())
                                .putInt(packet.timestamp())
                                .put((byte) (packet.marker() ? 1 : 0))
                                .put(packet.payload()));
            case FromWorker.Clock(int track, long unixNanos, int timestamp) ->
                Frame.write(
                        CLOCK, 16, body -> body.putInt(track).putLong(unixNanos).putInt(timestamp));
            case FromWorker.RequestKeyFrame(int track) -> Frame.write(REQUEST_KEY_FRAME, 4, body -> body.putInt(track));
            case FromWorker.Finished() -> Frame.write(FINISHED, 0, _ -> {});
            case FromWorker.Failed(String reason) -> {
                byte[] text = reason.getBytes(StandardCharsets.UTF_8);
                yield Frame.write(FAILED, text.length, body -> body.put(text));
            }
        };
    }

    /** @throws MalformedFrame if it is none of these messages */
    public static FromWorker decode(Frame frame) throws MalformedFrame {
        BodyReader body = new BodyReader(frame);
        FromWorker message = switch (frame.type()) {
            case READY -> new FromWorker.Ready(body.int32());
            case ALIVE -> new FromWorker.Alive();
            case PAYLOAD -> new FromWorker.Payload(body.choice(256), body.rest(Frame.MAX_FRAME_BYTES));
            case PUBLISH -> new FromWorker.Publish(track(body), body.flag() ? TrackType.AUDIO : TrackType.VIDEO);
            case UNPUBLISH -> new FromWorker.Unpublish(track(body));
            case PACKET ->
                new FromWorker.Packet(
                        track(body), body.int32(), body.flag(), body.rest(ComponentTrack.MAX_PAYLOAD_BYTES));
            case CLOCK -> new FromWorker.Clock(track(body), body.int64(), body.int32());
            case REQUEST_KEY_FRAME -> new FromWorker.RequestKeyFrame(body.number(Integer.MAX_VALUE));
            case FINISHED -> new FromWorker.Finished();
            case FAILED -> new FromWorker.Failed(body.text(MAX_REASON_BYTES));
            default -> throw new MalformedFrame("a frame of the unknown type " + frame.type());
        };
        body.end();
        return message;
    }

    private static int track(BodyReader body) throws MalformedFrame {
        return body.number(MAX_TRACK_NUMBER);
    }
}

package dev.ephyra.sdk.notifier;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Any bytes as the frames of a connection: the session goes on, and wants nothing impossible. */
class NotifierSessionFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void goesOnWhateverTheServerSends(byte[] bytes) {
        SessionProbe probe = new SessionProbe(new SessionOptions("token", true, true, EventFilter.all(), true, "", 4));
        probe.session.start(Optional.of("c0"), 0);
        probe.session.connected(0);
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes[at] & 0xff, bytes.length - at - 1);
            probe.session.received(ByteBuffer.wrap(bytes, at + 1, length), probe.now);
            probe.drain();
            at += 1 + length;
            if (!probe.all(SessionOutput.Abort.class).isEmpty()) {
                probe.outputs.clear();
                probe.advance(8 * SessionProbe.SECOND);
                probe.session.connected(probe.now);
            }
        }
        probe.all(SessionOutput.Deliver.class).forEach(delivery -> probe.done(delivery.step()));
        probe.advance(SessionProbe.SECOND);
        for (SessionOutput.Request request : probe.all(SessionOutput.Request.class)) {
            if (request.messages() < 1) {
                throw new AssertionError("asks for nothing: " + request);
            }
        }
    }
}

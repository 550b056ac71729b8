package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.srtp.SrtpRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CountersTest {
    @Test
    void aSumOutlivesItsStreams() {
        ConnectionCounters connection = new ConnectionCounters();
        countEverything(stream(connection));
        StreamCounters second = stream(connection);
        countEverything(second);

        assertThat(second.packets()).isEqualTo(1);
        StreamCounters all = connection.inbound();
        assertThat(all.packets()).isEqualTo(2);
        assertThat(all.bytes()).isEqualTo(20);
        assertThat(all.markers()).isEqualTo(2);
        assertThat(all.keyFrames()).isEqualTo(2);
        assertThat(all.repairs()).isEqualTo(2);
        assertThat(all.repairBytes()).isEqualTo(60);
        assertThat(all.nacks()).isEqualTo(8);
        assertThat(all.keyFrameRequests()).isEqualTo(2);
        assertThat(all.told(RtcpKind.PLI)).isEqualTo(2);
        assertThat(all.toldInAll()).isEqualTo(2);
        assertThat(all.heard(RtcpKind.SENDER_REPORT)).isEqualTo(2);
        assertThat(all.heardInAll()).isEqualTo(2);
        assertThat(connection.outbound().packets()).isZero();
    }

    @Test
    void aCopyStandsStill() {
        ConnectionCounters live = new ConnectionCounters();
        live.received(5);
        live.check(5);
        live.sent(7);
        live.answer(7);
        live.dropped(PacketDrop.REPLAYED);
        live.roundTrip(9);
        countEverything(stream(live));
        ConnectionCounters copy = live.copy();
        live.received(5);
        live.dropped(PacketDrop.REPLAYED);
        countEverything(stream(live));

        assertThat(copy.packetsReceived()).isEqualTo(1);
        assertThat(copy.bytesReceived()).isEqualTo(5);
        assertThat(copy.packetsSent()).isEqualTo(1);
        assertThat(copy.bytesSent()).isEqualTo(7);
        assertThat(copy.checksReceived()).isEqualTo(1);
        assertThat(copy.checkBytesReceived()).isEqualTo(5);
        assertThat(copy.checksAnswered()).isEqualTo(1);
        assertThat(copy.answerBytesSent()).isEqualTo(7);
        assertThat(copy.packetsDropped()).isEqualTo(1);
        assertThat(copy.roundTripNanos()).isEqualTo(9);
        assertThat(copy.inbound().packets()).isEqualTo(1);
        assertThat(copy.inbound().copy().heard(RtcpKind.SENDER_REPORT)).isEqualTo(1);
        assertThat(live.packetsDropped(PacketDrop.REPLAYED)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(SrtpRefusal.class)
    void everyRefusalIsADrop(SrtpRefusal refusal) {
        ConnectionCounters counters = new ConnectionCounters();
        counters.dropped(PacketDrop.of(refusal.code()));

        assertThat(counters.packetsDropped()).isEqualTo(1);
        assertThat(counters.packetsDropped(PacketDrop.NOT_EXPECTED)).isZero();
        assertThat(PacketDrop.of(SecureTransport.NOT_EXPECTED)).isEqualTo(PacketDrop.NOT_EXPECTED);
    }

    private static StreamCounters stream(ConnectionCounters connection) {
        StreamCounters stream = new StreamCounters();
        stream.partOf(connection.inbound());
        return stream;
    }

    private static void countEverything(StreamCounters stream) {
        stream.count(10, true);
        stream.keyFrame();
        stream.repair(30);
        stream.nack(4);
        stream.keyFrameRequest();
        stream.tell(RtcpKind.PLI);
        stream.hear(RtcpKind.SENDER_REPORT);
    }
}

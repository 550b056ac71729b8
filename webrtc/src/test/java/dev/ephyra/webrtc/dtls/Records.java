package dev.ephyra.webrtc.dtls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** DTLS records, well-formed and not, for tests. */
final class Records {
    private Records() {}

    static byte[] record(int type, int version, int epoch, long sequence, byte[] body) {
        ByteBuffer record = ByteBuffer.allocate(RecordHeader.BYTES + body.length);
        record.put((byte) type).putShort((short) version).putLong((long) epoch << 48 | sequence);
        return record.putShort((short) body.length).put(body).array();
    }

    /** In the clear, version 1.2. */
    static byte[] record(int type, byte[] body) {
        return record(type, RecordHeader.DTLS_1_2, 0, 0, body);
    }

    static byte[] handshake(byte[]... fragments) {
        return record(RecordHeader.HANDSHAKE, join(fragments));
    }

    static byte[] fragment(int type, int length, int messageSeq, int offset, int bytes) {
        ByteBuffer fragment = ByteBuffer.allocate(12 + bytes);
        fragment.putInt(type << 24 | length).putShort((short) messageSeq);
        fragment.put((byte) (offset >> 16)).putShort((short) offset);
        return fragment.put((byte) (bytes >> 16)).putShort((short) bytes).array();
    }

    static byte[] whole(int type, int messageSeq, int length) {
        return fragment(type, length, messageSeq, 0, length);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** The records of a datagram that is well-formed. */
    static List<byte[]> split(byte[] datagram) {
        List<byte[]> records = new ArrayList<>();
        for (int at = 0; at < datagram.length; ) {
            int end = at + RecordHeader.BYTES + RecordHeader.length(datagram, at);
            records.add(Arrays.copyOfRange(datagram, at, end));
            at = end;
        }
        return records;
    }
}

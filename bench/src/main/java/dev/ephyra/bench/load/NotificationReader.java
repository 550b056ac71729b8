package dev.ephyra.bench.load;

import com.google.protobuf.CodedInputStream;
import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;

/** Takes the body of a webhook apart: a notification, or a batch of them. Parses no further than it must. Stateless. */
public final class NotificationReader {
    /** Looks at each notification, in order. */
    public interface Handler {
        /** {@code room} is the number at the end of the room's id. */
        void notified(int room, byte[] bytes, int offset, int length) throws ScenarioFailure;
    }

    // Field 33 of ServerMessage, and field 1 of NotificationBatch; both are messages.
    private static final int BATCH = (33 << 3) | 2;
    private static final int MEMBER = (1 << 3) | 2;
    // The first field of every notification.
    private static final int ROOM_ID = (1 << 3) | 2;
    private static final int ROOM_DIGITS = 5;

    private NotificationReader() {}

    /** Reads the body of {@code post}; answers how many notifications it has. */
    public static int read(HttpMessageReader post, Handler handler) throws ScenarioFailure {
        byte[] bytes = post.array();
        int offset = post.bodyOffset();
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes, offset, post.bodyLength());
            if (in.readTag() != BATCH) {
                handler.notified(room(bytes, offset, post.bodyLength()), bytes, offset, post.bodyLength());
                return 1;
            }
            ScenarioFailure.unless(
                    in.readRawVarint32() == post.bodyLength() - in.getTotalBytesRead(),
                    "a batch with something behind");
            int count = 0;
            while (!in.isAtEnd()) {
                ScenarioFailure.unless(in.readTag() == MEMBER, "a batch with something else than notifications");
                int length = in.readRawVarint32();
                int at = offset + in.getTotalBytesRead();
                in.skipRawBytes(length);
                handler.notified(room(bytes, at, length), bytes, at, length);
                count++;
            }
            return count;
        } catch (IOException broken) {
            throw new ScenarioFailure("a webhook whose body is no ServerMessage: " + broken.getMessage());
        }
    }

    /** Ids end with five digits. */
    private static int room(byte[] bytes, int offset, int length) throws IOException, ScenarioFailure {
        CodedInputStream in = CodedInputStream.newInstance(bytes, offset, length);
        in.readTag();
        in.readRawVarint32();
        ScenarioFailure.unless(in.readTag() == ROOM_ID, "a notification that names no room");
        int end = in.readRawVarint32() + offset + in.getTotalBytesRead();
        int number = 0;
        for (int at = end - ROOM_DIGITS; at < end; at++) {
            boolean isDigit = at >= offset && at < offset + length && bytes[at] >= '0' && bytes[at] <= '9';
            ScenarioFailure.unless(isDigit, "a room that is none of ours");
            number = number * 10 + bytes[at] - '0';
        }
        return number;
    }
}

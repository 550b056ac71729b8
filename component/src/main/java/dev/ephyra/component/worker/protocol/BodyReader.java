package dev.ephyra.component.worker.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the body of a frame, strictly. Owned by one thread. */
final class BodyReader {
    private final ByteBuffer bytes;
    private final int type;

    BodyReader(Frame frame) {
        bytes = ByteBuffer.wrap(frame.body());
        type = frame.type();
    }

    int int32() throws MalformedFrame {
        require(Integer.BYTES);
        return bytes.getInt();
    }

    long int64() throws MalformedFrame {
        require(Long.BYTES);
        return bytes.getLong();
    }

    /** A number of at most {@code most}, in 4 bytes. */
    int number(int most) throws MalformedFrame {
        int number = int32();
        if (number < 0 || number > most) {
            throw malformed("the number " + Integer.toUnsignedString(number));
        }
        return number;
    }

    /** 0 or 1. */
    boolean flag() throws MalformedFrame {
        return choice(2) == 1;
    }

    /** A byte below {@code count}. */
    int choice(int count) throws MalformedFrame {
        require(1);
        int choice = bytes.get() & 0xff;
        if (choice >= count) {
            throw malformed("the choice " + choice);
        }
        return choice;
    }

    /** Everything that is left, at most {@code most} bytes. */
    byte[] rest(int most) throws MalformedFrame {
        if (bytes.remaining() > most) {
            throw malformed(bytes.remaining() + " bytes of content");
        }
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    /** Everything that is left, at most {@code most} bytes of UTF-8. */
    String text(int most) throws MalformedFrame {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(rest(most)))
                    .toString();
        } catch (CharacterCodingException _) {
            throw malformed("a text that is no UTF-8");
        }
    }

    /** Nothing may be left. */
    void end() throws MalformedFrame {
        if (bytes.hasRemaining()) {
            throw malformed(bytes.remaining() + " bytes too many");
        }
    }

    private void require(int count) throws MalformedFrame {
        if (bytes.remaining() < count) {
            throw malformed("too few bytes");
        }
    }

    private MalformedFrame malformed(String what) {
        return new MalformedFrame("a frame of type " + type + " with " + what);
    }
}

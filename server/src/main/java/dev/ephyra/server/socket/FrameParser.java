package dev.ephyra.server.socket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a client's bytes into frames and joins fragments (RFC 6455 section 5). Sans-IO; takes bytes in any portions. Holds
 * nothing while idle, and never more than what arrived of one message. Owned by the event loop of its connection.
 */
final class FrameParser {
    static final int PROTOCOL_ERROR = 1002;
    static final int NO_STATUS = 1005;
    static final int INVALID_PAYLOAD = 1007;
    static final int TOO_BIG = 1009;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    /** Two bytes, a 64-bit length, the mask. */
    private static final int MAX_HEADER_BYTES = 14;

    private static final int MAX_CONTROL_BYTES = 125;
    private static final byte[] NONE = {};

    private final int maxMessageBytes;
    private final byte[] header = new byte[MAX_HEADER_BYTES];
    private int headerHave;
    private int headerNeeded = 2;
    private boolean inPayload;
    private byte[] payload = NONE;
    private int payloadHave;
    private int payloadNeeded;

    /** The fragments so far, in the first {@code messageHave} bytes; {@code messageOpcode} is 0 between messages. */
    private byte[] message = NONE;

    private int messageHave;
    private int messageOpcode;
    private boolean failed;

    FrameParser(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Takes the next bytes and gives what they complete, in order; nothing after a {@link Frame.Violation}. */
    List<Frame> feed(byte[] bytes) {
        List<Frame> frames = new ArrayList<>(1);
        int at = 0;
        while (!failed && (at < bytes.length || isPayloadComplete())) {
            if (inPayload) {
                at += takePayload(bytes, at);
                if (isPayloadComplete()) {
                    endFrame(frames);
                }
            } else {
                header[headerHave++] = bytes[at++];
                if (headerHave == headerNeeded) {
                    headerStep(frames);
                }
            }
        }
        return frames;
    }

    private boolean isPayloadComplete() {
        return inPayload && payloadHave == payloadNeeded;
    }

    private void headerStep(List<Frame> frames) {
        if (headerHave == 2) {
            checkStart(frames);
            int length = header[1] & 0x7F;
            int extended = length == 127 ? 8 : length == 126 ? 2 : 0;
            headerNeeded = 2 + extended + 4;
            return;
        }
        long length = length();
        if (length < 0) {
            fail(frames, PROTOCOL_ERROR, "negative frame length");
        } else if (length > maxMessageBytes - messageHave) {
            fail(frames, TOO_BIG, "message too big");
        } else {
            payloadNeeded = (int) length;
            payloadHave = 0;
            payload = NONE;
            inPayload = true;
        }
    }

    /** Refuses what the first two bytes of a frame already show, before anything is buffered for it. */
    private void checkStart(List<Frame> frames) {
        boolean last = (header[0] & 0x80) != 0;
        int opcode = header[0] & 0x0F;
        if ((header[0] & 0x70) != 0) {
            fail(frames, PROTOCOL_ERROR, "reserved bits without extension");
        } else if ((header[1] & 0x80) == 0) {
            // Section 5.1: a client masks every frame.
            fail(frames, PROTOCOL_ERROR, "unmasked frame");
        } else if (opcode > PONG || (opcode > BINARY && opcode < CLOSE)) {
            fail(frames, PROTOCOL_ERROR, "unknown opcode");
        } else if (opcode >= CLOSE && (!last || (header[1] & 0x7F) > MAX_CONTROL_BYTES)) {
            fail(frames, PROTOCOL_ERROR, "fragmented or long control frame");
        } else if (opcode == CONTINUATION && messageOpcode == 0) {
            fail(frames, PROTOCOL_ERROR, "continuation of nothing");
        } else if ((opcode == TEXT || opcode == BINARY) && messageOpcode != 0) {
            fail(frames, PROTOCOL_ERROR, "message inside a message");
        }
    }

    private long length() {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        return switch (headerNeeded) {
            case 2 + 8 + 4 -> bytes.getLong(2);
            case 2 + 2 + 4 -> bytes.getShort(2) & 0xFFFF;
            default -> header[1] & 0x7F;
        };
    }

    private int takePayload(byte[] bytes, int at) {
        int count = Math.min(bytes.length - at, payloadNeeded - payloadHave);
        if (payload.length < payloadHave + count) {
            // Grows with what arrived, not with what was announced: an announcement costs a client nothing.
            int size = Math.min(payloadNeeded, Math.max(payloadHave + count, 2 * payload.length));
            payload = Arrays.copyOf(payload, size);
        }
        int mask = headerNeeded - 4;
        for (int i = 0; i < count; i++) {
            payload[payloadHave + i] = (byte) (bytes[at + i] ^ header[mask + ((payloadHave + i) & 3)]);
        }
        payloadHave += count;
        return count;
    }

    private void endFrame(List<Frame> frames) {
        boolean last = (header[0] & 0x80) != 0;
        int opcode = header[0] & 0x0F;
        byte[] complete = payload;
        inPayload = false;
        headerHave = 0;
        headerNeeded = 2;
        payload = NONE;
        switch (opcode) {
            case PING -> frames.add(new Frame.Ping(complete));
            case PONG -> frames.add(new Frame.Pong(complete));
            case CLOSE -> endClose(complete, frames);
            default -> endFragment(opcode, last, complete, frames);
        }
    }

    private void endFragment(int opcode, boolean last, byte[] fragment, List<Frame> frames) {
        int kind = opcode == CONTINUATION ? messageOpcode : opcode;
        messageOpcode = last ? 0 : kind;
        if (!last) {
            append(fragment);
            return;
        }
        byte[] joined = messageHave == 0 ? fragment : joined(fragment);
        if (kind == BINARY) {
            frames.add(new Frame.Binary(joined));
            return;
        }
        try {
            frames.add(new Frame.Text(utf8(joined, 0)));
        } catch (CharacterCodingException _) {
            fail(frames, INVALID_PAYLOAD, "text is not UTF-8");
        }
    }

    private void endClose(byte[] body, List<Frame> frames) {
        if (body.length == 0) {
            frames.add(new Frame.Close(NO_STATUS, ""));
            return;
        }
        int code = body.length == 1 ? 0 : ByteBuffer.wrap(body).getShort() & 0xFFFF;
        if (!isSendable(code)) {
            fail(frames, PROTOCOL_ERROR, "invalid close code");
            return;
        }
        try {
            frames.add(new Frame.Close(code, utf8(body, 2)));
        } catch (CharacterCodingException _) {
            fail(frames, INVALID_PAYLOAD, "close reason is not UTF-8");
        }
    }

    /** Section 7.4: 1004 to 1006 and 1015 are never on the wire, nor is anything outside the ranges. */
    private static boolean isSendable(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** Doubles as it grows: a message in fragments of one byte, or of none, is copied a few times and not each time. */
    private void append(byte[] fragment) {
        int have = messageHave + fragment.length;
        if (message.length < have) {
            message = Arrays.copyOf(message, Math.min(maxMessageBytes, Math.max(have, 2 * message.length)));
        }
        System.arraycopy(fragment, 0, message, messageHave, fragment.length);
        messageHave = have;
    }

    private byte[] joined(byte[] lastFragment) {
        append(lastFragment);
        byte[] whole = message.length == messageHave ? message : Arrays.copyOf(message, messageHave);
        message = NONE;
        messageHave = 0;
        return whole;
    }

    private static String utf8(byte[] bytes, int from) throws CharacterCodingException {
        ByteBuffer text = ByteBuffer.wrap(bytes, from, bytes.length - from);
        return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
    }

    private void fail(List<Frame> frames, int code, String reason) {
        if (!failed) {
            failed = true;
            payload = NONE;
            message = NONE;
            frames.add(new Frame.Violation(code, reason));
        }
    }
}

package dev.ephyra.component.h264;

import dev.ephyra.component.ComponentTrack;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts pictures into RTP payloads (RFC 6184 packetization mode 1): parameter sets together in a STAP-A, each other unit
 * alone where it fits, in fragments FU-A where it does not. Owned by one thread.
 */
public final class H264Packetizer {
    /** Takes the payloads of a picture, in order; the buffer is used again afterwards. */
    @FunctionalInterface
    public interface Output {
        /** @param isLast of its picture: RTP's marker */
        void payload(byte[] buffer, int length, boolean isLast);
    }

    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int FU_HEADER_BYTES = 2;
    private static final int START_BIT = 0x80;
    private static final int END_BIT = 0x40;
    private static final int IMPORTANCE_BITS = 0x60;

    private final byte[] buffer = new byte[ComponentTrack.MAX_PAYLOAD_BYTES];

    /** A picture's payloads. What is not for RTP is left out: delimiters, filler, unknown types. */
    public void packetize(AccessUnit picture, Output output) {
        List<NalUnit> sets = new ArrayList<>();
        List<NalUnit> others = new ArrayList<>();
        for (NalUnit unit : picture.units()) {
            if (unit.isParameterSet()) {
                sets.add(unit);
            } else if (unit.isForRtp()) {
                others.add(unit);
            }
        }
        aggregate(sets, others.isEmpty(), output);
        for (int i = 0; i < others.size(); i++) {
            boolean isLast = i == others.size() - 1;
            NalUnit unit = others.get(i);
            if (unit.length() <= buffer.length) {
                single(unit, isLast, output);
            } else {
                fragment(unit, isLast, output);
            }
        }
    }

    private void single(NalUnit unit, boolean isLast, Output output) {
        System.arraycopy(unit.bytes(), unit.offset(), buffer, 0, unit.length());
        output.payload(buffer, unit.length(), isLast);
    }

    /** As many to a packet as fit; one that would be alone goes as it is. */
    private void aggregate(List<NalUnit> units, boolean isLast, Output output) {
        int from = 0;
        while (from < units.size()) {
            int to = from;
            int length = 1;
            while (to < units.size() && length + 2 + units.get(to).length() <= buffer.length) {
                length += 2 + units.get(to).length();
                to++;
            }
            boolean isEnd = isLast && Math.max(to, from + 1) == units.size();
            if (to - from < 2) {
                NalUnit alone = units.get(from);
                if (alone.length() <= buffer.length) {
                    single(alone, isEnd, output);
                } else {
                    fragment(alone, isEnd, output);
                }
                from++;
            } else {
                output.payload(buffer, write(units.subList(from, to)), isEnd);
                from = to;
            }
        }
    }

    /** RFC 6184 section 5.7.1. */
    private int write(List<NalUnit> units) {
        int importance = 0;
        int at = 1;
        for (NalUnit unit : units) {
            importance = Math.max(importance, unit.bytes()[unit.offset()] & IMPORTANCE_BITS);
            buffer[at] = (byte) (unit.length() >>> 8);
            buffer[at + 1] = (byte) unit.length();
            System.arraycopy(unit.bytes(), unit.offset(), buffer, at + 2, unit.length());
            at += 2 + unit.length();
        }
        buffer[0] = (byte) (importance | STAP_A);
        return at;
    }

    /** RFC 6184 section 5.8. */
    private void fragment(NalUnit unit, boolean isLast, Output output) {
        int header = unit.bytes()[unit.offset()];
        int at = unit.offset() + 1;
        int end = unit.offset() + unit.length();
        boolean isFirst = true;
        while (at < end) {
            int length = Math.min(buffer.length - FU_HEADER_BYTES, end - at);
            boolean isEnd = at + length == end;
            buffer[0] = (byte) ((header & IMPORTANCE_BITS) | FU_A);
            buffer[1] = (byte) ((isFirst ? START_BIT : 0) | (isEnd ? END_BIT : 0) | (header & 0x1f));
            System.arraycopy(unit.bytes(), at, buffer, FU_HEADER_BYTES, length);
            output.payload(buffer, FU_HEADER_BYTES + length, isLast && isEnd);
            at += length;
            isFirst = false;
        }
    }
}

package dev.ephyra.component.h264;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.Reservation;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Puts pictures together from RTP payloads in order (RFC 6184 sections 5.6 to 5.8, packetization modes 0 and 1). A picture
 * of which something was lost is left out. Owned by one thread.
 */
public final class H264Depacketizer {
    /** Of a picture: its units, and the fragments of one, in a buffer that grows out of one of half its size. */
    public static final int COPIES = 4;

    private static final int LAST_SINGLE = 23;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int START_BIT = 0x80;
    private static final int END_BIT = 0x40;

    /** A whole picture, or parameter sets that were sent alone, with the timestamp of its packets. */
    public record TimedPicture(AccessUnit unit, int timestamp) {}

    private final Reservation memory;
    private final List<NalUnit> units = new ArrayList<>();
    private final ByteArrayOutputStream fragments = new ByteArrayOutputStream();
    private boolean isInFragment;
    private boolean isDamaged;
    private boolean isLostBefore;
    private boolean hasPacket;
    private int timestamp;
    private int bytes;

    /** @param memory of {@link #COPIES}, for pictures that are larger than most */
    public H264Depacketizer(Reservation memory) {
        this.memory = memory;
    }

    /**
     * Takes the next payload.
     *
     * @param marker whether it is the last of its picture
     * @return the pictures that are whole with it: the one before, if it had no marker, and its own
     * @throws MalformedVideo if it is no payload of H.264, or its picture is too large
     * @throws ComponentFailure if there is no memory for its picture
     */
    public List<TimedPicture> add(byte[] payload, int newTimestamp, boolean marker)
            throws MalformedVideo, ComponentFailure {
        List<TimedPicture> whole = new ArrayList<>(2);
        if (hasPacket && newTimestamp != timestamp) {
            // Its last packet had no marker, or was lost.
            end().ifPresent(whole::add);
        }
        // What was lost may have been the end of the picture before, the beginning of this one, or both.
        isDamaged |= isLostBefore;
        isLostBefore = false;
        hasPacket = true;
        timestamp = newTimestamp;
        take(payload);
        if (marker) {
            end().ifPresent(whole::add);
        }
        return whole;
    }

    /** Something is missing before the next payload. */
    public void lost() {
        isDamaged = true;
        isLostBefore = true;
        isInFragment = false;
    }

    /** Another source begins; what was begun of the one before is left out. */
    public void restart() {
        isDamaged = true;
        var _ = end();
        isLostBefore = false;
    }

    private void take(byte[] payload) throws MalformedVideo, ComponentFailure {
        if (payload.length == 0) {
            return;
        }
        bytes += payload.length;
        if (bytes > AccessUnits.MAX_PICTURE_BYTES || units.size() >= AccessUnits.MAX_UNITS) {
            throw new MalformedVideo("a picture is too large");
        }
        memory.grow(bytes);
        int type = payload[0] & 0x1f;
        switch (type) {
            case STAP_A -> aggregate(payload);
            case FU_A -> fragment(payload);
            default -> {
                if (type == 0 || type > LAST_SINGLE) {
                    throw new MalformedVideo("a payload is of the unknown type " + type);
                }
                units.add(NalUnit.of(payload));
            }
        }
    }

    private void aggregate(byte[] payload) throws MalformedVideo {
        int at = 1;
        while (payload.length - at > 2) {
            if (units.size() >= AccessUnits.MAX_UNITS) {
                throw new MalformedVideo("a picture is too large");
            }
            int length = ((payload[at] & 0xff) << 8) | (payload[at + 1] & 0xff);
            at += 2;
            if (length == 0 || length > payload.length - at) {
                throw new MalformedVideo("an aggregation is cut off");
            }
            units.add(NalUnit.of(Arrays.copyOfRange(payload, at, at + length)));
            at += length;
        }
    }

    private void fragment(byte[] payload) throws MalformedVideo {
        if (payload.length < 3) {
            throw new MalformedVideo("a fragment is cut off");
        }
        if ((payload[1] & START_BIT) != 0) {
            fragments.reset();
            fragments.write((payload[0] & 0x60) | (payload[1] & 0x1f));
            isInFragment = true;
        }
        if (!isInFragment) {
            isDamaged = true;
            return;
        }
        fragments.write(payload, 2, payload.length - 2);
        if ((payload[1] & END_BIT) != 0) {
            units.add(NalUnit.of(fragments.toByteArray()));
            isInFragment = false;
        }
    }

    private Optional<TimedPicture> end() {
        boolean isWhole = !isDamaged && !isInFragment && !units.isEmpty();
        Optional<TimedPicture> picture =
                isWhole ? Optional.of(new TimedPicture(new AccessUnit(units), timestamp)) : Optional.empty();
        units.clear();
        isDamaged = false;
        isInFragment = false;
        hasPacket = false;
        bytes = 0;
        return picture;
    }
}

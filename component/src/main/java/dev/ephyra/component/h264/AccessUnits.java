package dev.ephyra.component.h264;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.Reservation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts NAL units together to pictures (ITU-T H.264 section 7.4.1.2.3, by what begins a picture, without looking into
 * slice headers behind their first bit). Owned by one thread.
 */
public final class AccessUnits {
    /** A picture in 8,160 macroblocks (1080p) may have a slice for each row; what has more is no stream for browsers. */
    static final int MAX_UNITS = 1_024;

    /** Of one picture: 1080p without loss. */
    static final int MAX_PICTURE_BYTES = 4 * 1024 * 1024;

    /** The picture before, in the packets that are being sent, and this one, in units and in packets. */
    private static final int COPIES = 3;

    private final Reservation memory;
    private final List<NalUnit> collected = new ArrayList<>();
    private boolean hasSlice;
    private int bytes;

    /** @param memory for pictures that are larger than most */
    public AccessUnits(MemoryShare memory) {
        this.memory = new Reservation(memory, COPIES);
    }

    /**
     * Takes the next unit.
     *
     * @return the picture before it, if this unit begins another
     * @throws MalformedVideo if a picture has too many units
     * @throws ComponentFailure if there is no memory for it
     */
    public Optional<AccessUnit> add(NalUnit unit) throws MalformedVideo, ComponentFailure {
        Optional<AccessUnit> complete = hasSlice && beginsPicture(unit) ? end() : Optional.empty();
        if (collected.size() >= MAX_UNITS) {
            throw new MalformedVideo("a picture has more than " + MAX_UNITS + " NAL units");
        }
        bytes += unit.length();
        if (bytes > MAX_PICTURE_BYTES) {
            throw new MalformedVideo("a picture has more than " + MAX_PICTURE_BYTES + " bytes");
        }
        memory.grow(bytes);
        collected.add(unit);
        hasSlice |= unit.isSlice();
        return complete;
    }

    /** The picture that was being collected, at the end of the stream or where its transport says that it is whole. */
    public Optional<AccessUnit> end() {
        boolean isPicture = hasSlice;
        AccessUnit unit = new AccessUnit(collected);
        collected.clear();
        hasSlice = false;
        bytes = 0;
        return isPicture ? Optional.of(unit) : Optional.empty();
    }

    private static boolean beginsPicture(NalUnit unit) {
        return unit.isParameterSet()
                || unit.isFirstSlice()
                || unit.type() == NalUnit.ACCESS_UNIT_DELIMITER
                || unit.type() == NalUnit.SUPPLEMENTAL_INFORMATION;
    }
}

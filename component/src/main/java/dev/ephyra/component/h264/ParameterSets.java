package dev.ephyra.component.h264;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the parameter sets of a stream and puts them before each key frame, so that whoever joins late can decode from it.
 * Owned by one thread.
 */
public final class ParameterSets {
    /** Ids of sequences, as many as there can be (ITU-T H.264 section 7.4.2.1.1): none is ever forgotten. */
    static final int MAX_SEQUENCES = 32;

    /** Ids of pictures (section 7.4.2.2). */
    static final int MAX_PICTURES = 256;

    /** Real ones have some tens of bytes; scaling matrices some hundreds. */
    static final int MAX_SET_BYTES = 1_024;

    /** Of all that are kept, as they go before each key frame: 58 packets; encoders use some hundred bytes. */
    static final int MAX_BYTES = 64 * 1024;

    private final Map<Integer, NalUnit> sequences = new LinkedHashMap<>();
    private final Map<Integer, NalUnit> pictures = new LinkedHashMap<>();
    private int bytes;

    /**
     * Notes the parameter sets of a picture; others are ignored.
     *
     * @throws MalformedVideo if one cannot be read, or there are too many
     */
    public void note(NalUnit unit) throws MalformedVideo {
        if (unit.type() == NalUnit.SEQUENCE_PARAMETER_SET) {
            keep(sequences, unit, 4, MAX_SEQUENCES);
        } else if (unit.type() == NalUnit.PICTURE_PARAMETER_SET) {
            keep(pictures, unit, 1, MAX_PICTURES);
        }
    }

    /** @param idAt where in the unit its id stands: in a sequence's behind profile and level */
    private void keep(Map<Integer, NalUnit> sets, NalUnit unit, int idAt, int ids) throws MalformedVideo {
        if (unit.length() > MAX_SET_BYTES) {
            throw new MalformedVideo("a parameter set has more than " + MAX_SET_BYTES + " bytes");
        }
        int id = id(unit, idAt);
        if (id >= ids) {
            throw new MalformedVideo("a parameter set has the id " + id);
        }
        NalUnit before = sets.get(id);
        int after = bytes + unit.length() - (before == null ? 0 : before.length());
        if (after > MAX_BYTES) {
            throw new MalformedVideo("the parameter sets have more than " + MAX_BYTES + " bytes");
        }
        bytes = after;
        // A copy: the stream's buffer goes on.
        byte[] copy = new byte[unit.length()];
        System.arraycopy(unit.bytes(), unit.offset(), copy, 0, copy.length);
        sets.put(id, NalUnit.of(copy));
    }

    /** An Exp-Golomb number (ITU-T H.264 section 9.1) of at most 8 leading zeros: ids end at 255. */
    private static int id(NalUnit unit, int idAt) throws MalformedVideo {
        int at = unit.offset() + idAt;
        int end = unit.offset() + unit.length();
        if (at >= end) {
            throw new MalformedVideo("a parameter set is cut off");
        }
        int bits = ((unit.bytes()[at] & 0xff) << 16)
                | ((at + 1 < end ? unit.bytes()[at + 1] & 0xff : 0) << 8)
                | (at + 2 < end ? unit.bytes()[at + 2] & 0xff : 0);
        int zeros = Integer.numberOfLeadingZeros(bits) - 8;
        if (zeros > 8) {
            throw new MalformedVideo("a parameter set has no id");
        }
        return (bits >>> (24 - 2 * zeros - 1)) - 1;
    }

    /** Whether key frames can be decoded. */
    public boolean isComplete() {
        return !sequences.isEmpty() && !pictures.isEmpty();
    }

    /**
     * A key frame with all parameter sets before its slices: also those that it does not repeat, as some encoders repeat one
     * of several.
     *
     * @param keyFrame whose own sets were noted
     */
    public AccessUnit complete(AccessUnit keyFrame) {
        List<NalUnit> units = new ArrayList<>(sequences.values());
        units.addAll(pictures.values());
        keyFrame.units().stream()
                .filter(unit ->
                        unit.type() != NalUnit.SEQUENCE_PARAMETER_SET && unit.type() != NalUnit.PICTURE_PARAMETER_SET)
                .forEach(units::add);
        return new AccessUnit(units);
    }
}

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
    /** Of each kind; encoders use one or two (ITU-T H.264 section 7.4.2 allows 32 and 256). */
    static final int MAX_SETS = 32;

    /** Real ones have some tens of bytes; scaling matrices some hundreds. */
    static final int MAX_SET_BYTES = 1_024;

    private final Map<Integer, NalUnit> sequences = new LinkedHashMap<>();
    private final Map<Integer, NalUnit> pictures = new LinkedHashMap<>();

    /**
     * Notes the parameter sets of a picture; others are ignored.
     *
     * @throws MalformedVideo if one cannot be read, or there are too many
     */
    public void note(NalUnit unit) throws MalformedVideo {
        if (unit.type() == NalUnit.SEQUENCE_PARAMETER_SET) {
            keep(sequences, unit, 4);
        } else if (unit.type() == NalUnit.PICTURE_PARAMETER_SET) {
            keep(pictures, unit, 1);
        }
    }

    /** @param idAt where in the unit its id stands: in a sequence's behind profile and level */
    private static void keep(Map<Integer, NalUnit> sets, NalUnit unit, int idAt) throws MalformedVideo {
        if (unit.length() > MAX_SET_BYTES) {
            throw new MalformedVideo("a parameter set has more than " + MAX_SET_BYTES + " bytes");
        }
        int id = id(unit, idAt);
        if (!sets.containsKey(id) && sets.size() >= MAX_SETS) {
            // Encoders that count their ids up use the latest.
            sets.remove(sets.keySet().iterator().next());
        }
        // A copy: the stream's buffer goes on.
        byte[] bytes = new byte[unit.length()];
        System.arraycopy(unit.bytes(), unit.offset(), bytes, 0, bytes.length);
        sets.put(id, NalUnit.of(bytes));
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

    /** A key frame with all parameter sets before its slices; its own where it has some. */
    public AccessUnit complete(AccessUnit keyFrame) {
        if (keyFrame.has(NalUnit.SEQUENCE_PARAMETER_SET) && keyFrame.has(NalUnit.PICTURE_PARAMETER_SET)) {
            return keyFrame;
        }
        List<NalUnit> units = new ArrayList<>(sequences.values());
        units.addAll(pictures.values());
        keyFrame.units().stream()
                .filter(unit ->
                        unit.type() != NalUnit.SEQUENCE_PARAMETER_SET && unit.type() != NalUnit.PICTURE_PARAMETER_SET)
                .forEach(units::add);
        return new AccessUnit(units);
    }
}

package dev.ephyra.component.h264;

import java.util.List;

/** The NAL units of one picture, in order (ITU-T H.264 section 7.4.1.2.3). Immutable. */
public record AccessUnit(List<NalUnit> units) {
    public AccessUnit {
        units = List.copyOf(units);
    }

    /** Whether a decoder can begin with it, given the parameter sets: an IDR picture. */
    public boolean isKeyFrame() {
        return has(NalUnit.IDR_SLICE);
    }

    /** Whether it has a unit of a type. */
    public boolean has(int type) {
        return units.stream().anyMatch(unit -> unit.type() == type);
    }
}

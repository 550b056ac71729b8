package dev.ephyra.room;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The component types of Fishjam's API. */
public enum ComponentType {
    HLS,
    RTSP,
    FILE,
    SIP,
    RECORDING;

    /** The name in requests, answers, settings and on sockets: {@code hls}. */
    public String apiName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of a name of the API; empty if there is none. With regard to case. */
    public static Optional<ComponentType> ofApiName(String name) {
        return Arrays.stream(values())
                .filter(type -> type.apiName().equals(name))
                .findFirst();
    }
}

package dev.ephyra.room;

import java.util.Collection;
import java.util.Optional;

/** Which components a room takes, whatever they are to do. Stateless. */
public final class ComponentRules {
    private ComponentRules() {}

    /**
     * Why a room does not take another component of a type. The codec is checked before the count, as clients see one
     * answer only.
     *
     * @param present the types of those it has
     */
    public static Optional<RoomAnswer> refusal(
            RoomConfig config, Collection<ComponentType> present, ComponentType type) {
        boolean enforcesH264 = config.videoCodec().equals(Optional.of(VideoCodec.H264));
        if (needsH264(type) && !enforcesH264) {
            return Optional.of(new RoomAnswer.IncompatibleCodec());
        }
        if (isSubscribable(type) && present.contains(type)) {
            return Optional.of(new RoomAnswer.ComponentsLimitReached(type));
        }
        return present.size() >= RoomLimits.MAX_COMPONENTS
                ? Optional.of(new RoomAnswer.LimitReached("components", RoomLimits.MAX_COMPONENTS))
                : Optional.empty();
    }

    /** Those that pass video on as it is, to players and files that know H264 only. */
    private static boolean needsH264(ComponentType type) {
        return switch (type) {
            case HLS, RTSP, RECORDING -> true;
            case FILE, SIP -> false;
        };
    }

    /** Those that take tracks in are also those of which a room has one at most. */
    static boolean isSubscribable(ComponentType type) {
        return switch (type) {
            case HLS, RECORDING -> true;
            case RTSP, FILE, SIP -> false;
        };
    }
}

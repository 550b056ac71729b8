package dev.ephyra.component;

import dev.ephyra.room.TrackType;

/** How a track that a component receives is coded. */
public enum TrackCodec {
    H264(TrackType.VIDEO),
    VP8(TrackType.VIDEO),
    OPUS(TrackType.AUDIO);

    private final TrackType type;

    TrackCodec(TrackType type) {
        this.type = type;
    }

    /** What it is of. */
    public TrackType type() {
        return type;
    }
}

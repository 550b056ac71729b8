package dev.ephyra.notify.metrics;

import dev.ephyra.notify.metrics.EndpointFigures.OfTrack;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint of a report as JSON: its name, and its members in pieces that may go into different messages. Immutable.
 *
 * @param members each one or several members with the commas between them: those of the endpoint itself, then one a track
 */
record EndpointText(byte[] name, List<byte[]> members) {
    /** Metadata that would fill a message alone is left out: a report that kills its reader tells nothing. */
    static final int MAX_METADATA_BYTES = MetricsReports.MAX_MESSAGE_BYTES / 2;

    /** Of a track; ten tracks of the longest still fit. */
    static final int MAX_TRACK_METADATA_BYTES = 32 << 10;

    /** Offer and answer together, escaped; beside the longest metadata they leave a quarter of a message. */
    static final int MAX_DESCRIPTIONS_BYTES = 128 << 10;

    /** A report that is older than two missed ones says nothing of how fast something grows now. */
    static final long MAX_ELAPSED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final String PROCESSING = "avg_buff_proc_time";

    /**
     * @param now empty for a connection without media
     * @param before as {@code now} in the last report
     * @param descriptions offer and answer; null if they are not shown
     */
    static EndpointText of(
            PeerId id,
            PresentPeer peer,
            @Nullable EndpointFigures now,
            @Nullable EndpointFigures before,
            @Nullable MembersText descriptions) {
        MembersText own = new MembersText();
        own.json("endpoint.metadata", shown(peer.metadata, MAX_METADATA_BYTES));
        List<byte[]> members = new ArrayList<>();
        if (now == null) {
            members.add(own.bytes());
        } else {
            long elapsedNanos = before == null ? 0 : elapsedNanos(now, before);
            own.measured(now.own(), before == null ? Measured.NOTHING : before.own(), elapsedNanos);
            if (before != null && elapsedNanos > 0) {
                processing(own, now.own(), before.own());
            }
            if (descriptions != null) {
                own.all(descriptions);
            }
            members.add(own.bytes());
            for (OfTrack track : now.tracks()) {
                Optional<OfTrack> earlier = before == null ? Optional.empty() : before.track(track.label());
                track(track, earlier, elapsedNanos, peer).ifPresent(members::add);
            }
        }
        return new EndpointText(MembersText.name("endpoint_id=" + id.value()), members);
    }

    private static long elapsedNanos(EndpointFigures now, EndpointFigures before) {
        long elapsed = now.takenNanos() - before.takenNanos();
        return elapsed > MAX_ELAPSED_NANOS ? 0 : elapsed;
    }

    private static void processing(MembersText own, Measured now, Measured before) {
        if (now.number(Measure.ICE_BUFFERS_PROCESSED) == 0) {
            return;
        }
        long buffers = MembersText.growth(Measure.ICE_BUFFERS_PROCESSED, now, before);
        long micros = MembersText.growth(Measure.ICE_BUFFERS_PROCESSED_TIME, now, before);
        own.decimal(PROCESSING, buffers == 0 ? 0 : (double) micros / buffers);
    }

    /** Nothing of one of which nothing was measured. */
    private static Optional<byte[]> track(
            OfTrack track, Optional<OfTrack> earlier, long elapsedNanos, PresentPeer peer) {
        if (track.own().isEmpty()) {
            return Optional.empty();
        }
        MembersText members = new MembersText();
        Metadata metadata = peer.tracks.get(track.track());
        if (track.rid().isPresent() && metadata != null) {
            members.json("track.metadata", shown(metadata, MAX_TRACK_METADATA_BYTES));
        }
        members.measured(track.own(), earlier.map(OfTrack::own).orElse(Measured.NOTHING), elapsedNanos);
        if (!track.retransmissions().isEmpty()) {
            MembersText retransmissions = new MembersText();
            Measured before = earlier.map(OfTrack::retransmissions).orElse(Measured.NOTHING);
            retransmissions.measured(track.retransmissions(), before, elapsedNanos);
            members.object("rtx_stream", retransmissions);
        }
        MembersText whole = new MembersText();
        whole.object("track_id=" + track.label(), members);
        return Optional.of(whole.bytes());
    }

    private static String shown(Metadata metadata, int mostBytes) {
        return MembersText.utf8Bytes(metadata.json()) > mostBytes ? Metadata.NONE.json() : metadata.json();
    }

    /** Offer and answer; empty if there are none, or they are too long. */
    static Optional<MembersText> descriptions(EndpointFigures figures) {
        MembersText descriptions = new MembersText();
        figures.own().texts().forEach((measure, text) -> {
            if (measure.kind() == Measure.Kind.DESCRIPTION) {
                descriptions.text(measure, text);
            }
        });
        boolean isShown = !descriptions.isEmpty() && descriptions.length() <= MAX_DESCRIPTIONS_BYTES;
        return isShown ? Optional.of(descriptions) : Optional.empty();
    }

    /** With its punctuation. */
    long bytes() {
        long bytes = name.length + 4L;
        for (byte[] member : members) {
            bytes += member.length + 1L;
        }
        return bytes;
    }
}

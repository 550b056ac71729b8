package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.room.VideoCodec;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.OfferedLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The tracks that one peer publishes, as its last offer has them. What the offer changes of them is asked of the room
 * before the answer goes out, so an answer never accepts what the room has no place for. Owned by the loop of its room,
 * inside {@link Negotiator}.
 */
final class OwnTracks {
    static final String SIMULCAST_REFUSED = "Simulcast was offered, but it's not supported";

    /** What the room and the peer's creation say of its media. */
    record Rules(Optional<VideoCodec> videoCodec, boolean simulcastAllowed) {}

    /**
     * A media section with a track of the peer.
     *
     * @param codec of those offered; null if none is of use here
     * @param isSent whether the peer's side of it sends
     */
    record Line(TrackId track, TrackType type, @Nullable Codec codec, List<Encoding> encodings, boolean isSent) {}

    /**
     * What follows from an offer.
     *
     * @param metadata what is said of tracks that are published already
     * @param refused tracks that are not taken
     * @param broken why the peer cannot go on
     */
    record Reading(
            List<RoomCommand> commands,
            Map<TrackId, Metadata> metadata,
            List<TrackId> refused,
            Optional<String> broken) {
        static Reading broken(String why) {
            return new Reading(List.of(), Map.of(), List.of(), Optional.of(why));
        }
    }

    private Map<String, Line> byMid = Map.of();
    private Map<TrackId, Line> byTrack = Map.of();

    Optional<Line> at(String mid) {
        return Optional.ofNullable(byMid.get(mid));
    }

    @Nullable
    Line of(TrackId track) {
        return byTrack.get(track);
    }

    /**
     * Takes over an offer.
     *
     * @param published what the room holds of this peer's tracks
     */
    Reading read(
            PeerId peer,
            List<OfferedLine> lines,
            PeerCommand.SdpOffer offer,
            Map<TrackId, PublishedTrack> published,
            Rules rules) {
        TrackOwner owner = new TrackOwner.OfPeer(peer);
        Map<String, Line> mids = new HashMap<>();
        Map<TrackId, Line> tracks = new HashMap<>();
        List<RoomCommand> changes = new ArrayList<>();
        Map<TrackId, Metadata> metadata = new LinkedHashMap<>();
        List<TrackId> refused = new ArrayList<>();
        for (OfferedLine line : lines) {
            TrackId id = offer.midToTrack().get(line.mid());
            if (id == null || !mayCarryOwn(line)) {
                continue;
            }
            if (!line.rids().isEmpty() && !rules.simulcastAllowed()) {
                return Reading.broken(SIMULCAST_REFUSED);
            }
            PublishedTrack known = published.get(id);
            Line own = line(id, line, known, rules);
            if (tracks.containsKey(id) || !(known == null ? isNew(peer, own) : own.type == known.track.type())) {
                refused.add(id);
                continue;
            }
            mids.put(line.mid(), own);
            tracks.put(id, own);
            Optional<Metadata> said = Optional.ofNullable(offer.trackMetadata().get(id));
            if (known == null) {
                Track track = new Track(id, own.type, said.orElse(Metadata.NONE));
                changes.add(new RoomCommand.AddTrack(owner, track));
            } else if (said.isPresent()) {
                metadata.put(id, said.get());
            }
        }
        byMid = Collections.unmodifiableMap(mids);
        byTrack = Collections.unmodifiableMap(tracks);
        // Removals first: their places may be needed by what is added.
        List<RoomCommand> commands = new ArrayList<>();
        published.keySet().stream()
                .filter(id -> !tracks.containsKey(id))
                .forEach(id -> commands.add(new RoomCommand.RemoveTrack(owner, id)));
        commands.addAll(changes);
        return new Reading(commands, metadata, refused, Optional.empty());
    }

    private static boolean mayCarryOwn(OfferedLine line) {
        return Sections.carriesTracks(line) && line.direction() != Direction.RECVONLY;
    }

    // Clients put their own id before a colon; subscribers know a track by its id alone, so nobody may use another's.
    private static boolean isNew(PeerId peer, Line own) {
        return own.isSent && own.codec != null && own.track.value().startsWith(peer.value() + ":");
    }

    private static Line line(TrackId id, OfferedLine line, @Nullable PublishedTrack known, Rules rules) {
        List<Encoding> encodings = line.rids().stream()
                .flatMap(rid -> Encoding.ofRid(rid).stream())
                .distinct()
                .toList();
        boolean isSent = line.direction() == Direction.SENDONLY;
        return new Line(id, Sections.typeOf(line), codec(line, known, rules), encodings, isSent);
    }

    // A codec stays while it is offered, so that nobody has to change with it.
    private static @Nullable Codec codec(OfferedLine line, @Nullable PublishedTrack known, Rules rules) {
        Codec before = known == null ? null : known.codec;
        if (before != null && line.codecs().contains(before)) {
            return before;
        }
        return line.codecs().stream()
                .filter(codec -> isAllowed(codec, line.kind(), rules))
                .findFirst()
                .orElse(null);
    }

    private static boolean isAllowed(Codec codec, MediaKind kind, Rules rules) {
        return codec.kind() == kind
                && (kind == MediaKind.AUDIO
                        || rules.videoCodec()
                                .map(wanted -> codec == codecOf(wanted))
                                .orElse(true));
    }

    private static Codec codecOf(VideoCodec wanted) {
        return switch (wanted) {
            case H264 -> Codec.H264;
            case VP8 -> Codec.VP8;
        };
    }
}

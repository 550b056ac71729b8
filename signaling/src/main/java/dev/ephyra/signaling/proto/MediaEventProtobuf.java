package dev.ephyra.signaling.proto;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.signaling.WireLimits;
import dev.ephyra.signaling.json.JsonText;
import dev.ephyra.wire.media.Variant;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads media events of the protobuf dialect. Stateless; bad content is a {@link PeerCommand.Malformed}. */
public final class MediaEventProtobuf {
    private MediaEventProtobuf() {}

    /** What one {@code peer_media_event} says. */
    public static PeerCommand decode(MediaEvent event) {
        return switch (event.getContentCase()) {
            case CONNECT ->
                JsonText.metadata(event.getConnect().getMetadataJson())
                        .<PeerCommand>map(PeerCommand.Connect::new)
                        .orElseGet(() -> new PeerCommand.RefusedConnect("metadata is not JSON within the limits"));
            case DISCONNECT -> new PeerCommand.Disconnect();
            case UPDATE_ENDPOINT_METADATA ->
                JsonText.metadata(event.getUpdateEndpointMetadata().getMetadataJson())
                        .<PeerCommand>map(PeerCommand.UpdateEndpointMetadata::new)
                        .orElseGet(() -> malformed(event, "metadata is not JSON within the limits"));
            case UPDATE_TRACK_METADATA -> updateTrackMetadata(event);
            case RENEGOTIATE_TRACKS -> new PeerCommand.RenegotiateTracks();
            case CANDIDATE ->
                new PeerCommand.Candidate(
                        event.getCandidate().getCandidate(),
                        event.getCandidate().getSdpMLineIndex());
            case SDP_OFFER -> sdpOffer(event);
            case TRACK_BITRATES -> bitrates(event);
            case ENABLE_TRACK_VARIANT -> {
                var content = event.getEnableTrackVariant();
                yield encoding(event, content.getTrackId(), content.getVariant(), PeerCommand.EnableEncoding::new);
            }
            case DISABLE_TRACK_VARIANT -> {
                var content = event.getDisableTrackVariant();
                yield encoding(event, content.getTrackId(), content.getVariant(), PeerCommand.DisableEncoding::new);
            }
            case SET_TARGET_TRACK_VARIANT -> {
                var content = event.getSetTargetTrackVariant();
                yield encoding(event, content.getTrackId(), content.getVariant(), PeerCommand.SetTargetEncoding::new);
            }
            case UNMUTE_TRACK -> track(event, event.getUnmuteTrack().getTrackId(), PeerCommand.UnmuteTrack::new);
            case CONTENT_NOT_SET -> new PeerCommand.Unknown("media event");
        };
    }

    private static PeerCommand updateTrackMetadata(MediaEvent event) {
        var content = event.getUpdateTrackMetadata();
        Optional<Metadata> metadata = JsonText.metadata(content.getMetadataJson());
        if (metadata.isEmpty()) {
            return malformed(event, "metadata is not JSON within the limits");
        }
        return track(event, content.getTrackId(), track -> new PeerCommand.UpdateTrackMetadata(track, metadata.get()));
    }

    private static PeerCommand sdpOffer(MediaEvent event) {
        MediaEvent.SdpOffer offer = event.getSdpOffer();
        if (offer.getTrackIdToMetadataJsonCount() > WireLimits.MAX_TRACKS
                || offer.getMidToTrackIdCount() > WireLimits.MAX_TRACKS) {
            return malformed(event, "too many tracks");
        }
        Map<TrackId, Metadata> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry :
                offer.getTrackIdToMetadataJsonMap().entrySet()) {
            Optional<TrackId> track = WireLimits.trackId(entry.getKey());
            Optional<Metadata> value = JsonText.metadata(entry.getValue());
            if (track.isEmpty() || value.isEmpty()) {
                return malformed(event, "track id or metadata beyond the limits");
            }
            metadata.put(track.get(), value.get());
        }
        Map<String, TrackId> tracks = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : offer.getMidToTrackIdMap().entrySet()) {
            Optional<TrackId> track = WireLimits.trackId(entry.getValue());
            if (track.isEmpty() || !WireLimits.isMid(entry.getKey())) {
                return malformed(event, "mid or track id beyond the limits");
            }
            tracks.put(entry.getKey(), track.get());
        }
        return new PeerCommand.SdpOffer(offer.getSdp(), metadata, tracks);
    }

    private static PeerCommand bitrates(MediaEvent event) {
        MediaEvent.TrackBitrates content = event.getTrackBitrates();
        Map<Encoding, Integer> bitrates = new EnumMap<>(Encoding.class);
        for (MediaEvent.VariantBitrate entry : content.getVariantBitratesList()) {
            int bitrate = Math.max(0, entry.getBitrate());
            Optional<Encoding> encoding = encodingOf(entry.getVariant());
            if (encoding.isPresent()) {
                bitrates.put(encoding.get(), bitrate);
            } else {
                // Clients state the bitrate of a whole track without a variant, and then in units of 1,024 bit/s.
                bitrates.put(Encoding.HIGH, (int) Math.min(bitrate * 1024L, Integer.MAX_VALUE));
            }
        }
        return track(event, content.getTrackId(), track -> new PeerCommand.TrackBitrates(track, bitrates));
    }

    private static PeerCommand encoding(
            MediaEvent event, String trackId, Variant variant, BiFunction<TrackId, Encoding, PeerCommand> command) {
        Optional<Encoding> encoding = encodingOf(variant);
        if (encoding.isEmpty()) {
            return malformed(event, "no such variant");
        }
        return track(event, trackId, track -> command.apply(track, encoding.get()));
    }

    private static PeerCommand track(MediaEvent event, String trackId, Function<TrackId, PeerCommand> command) {
        return WireLimits.trackId(trackId).map(command).orElseGet(() -> malformed(event, "no track id"));
    }

    private static PeerCommand malformed(MediaEvent event, String problem) {
        return new PeerCommand.Malformed(event.getContentCase().name(), problem);
    }

    private static Optional<Encoding> encodingOf(Variant variant) {
        return switch (variant) {
            case VARIANT_LOW -> Optional.of(Encoding.LOW);
            case VARIANT_MEDIUM -> Optional.of(Encoding.MEDIUM);
            case VARIANT_HIGH -> Optional.of(Encoding.HIGH);
            case VARIANT_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }
}

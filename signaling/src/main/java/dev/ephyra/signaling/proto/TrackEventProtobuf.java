package dev.ephyra.signaling.proto;

import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.signaling.TrackInfo;
import dev.ephyra.wire.media.Variant;
import dev.ephyra.wire.media.server.MediaEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the events about single tracks in the protobuf dialect, where metadata of tracks is not wrapped. Stateless. */
final class TrackEventProtobuf {
    private TrackEventProtobuf() {}

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.TracksAdded event) {
        return message.setTracksAdded(MediaEvent.TracksAdded.newBuilder()
                .setEndpointId(event.endpointId())
                .putAllTrackIdToTrack(tracks(event.tracks())));
    }

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.TracksRemoved event) {
        return message.setTracksRemoved(MediaEvent.TracksRemoved.newBuilder()
                .setEndpointId(event.endpointId())
                .addAllTrackIds(event.tracks().stream().map(TrackId::value).toList()));
    }

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.TrackUpdated event) {
        return message.setTrackUpdated(MediaEvent.TrackUpdated.newBuilder()
                .setEndpointId(event.endpointId())
                .setTrackId(event.track().value())
                .setMetadataJson(event.metadata().json()));
    }

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.EncodingDisabled event) {
        return message.setTrackVariantDisabled(MediaEvent.TrackVariantDisabled.newBuilder()
                .setEndpointId(event.endpointId())
                .setTrackId(event.track().value())
                .setVariant(variant(event.encoding())));
    }

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.EncodingEnabled event) {
        return message.setTrackVariantEnabled(MediaEvent.TrackVariantEnabled.newBuilder()
                .setEndpointId(event.endpointId())
                .setTrackId(event.track().value())
                .setVariant(variant(event.encoding())));
    }

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.EncodingSwitched event) {
        return message.setTrackVariantSwitched(MediaEvent.TrackVariantSwitched.newBuilder()
                .setEndpointId(event.endpointId())
                .setTrackId(event.track().value())
                .setVariant(variant(event.encoding())));
    }

    static MediaEvent.Builder write(MediaEvent.Builder message, PeerEvent.VadNotification event) {
        return message.setVadNotification(MediaEvent.VadNotification.newBuilder()
                .setTrackId(event.track().value())
                .setStatus(
                        event.speaking()
                                ? MediaEvent.VadNotification.Status.STATUS_SPEECH
                                : MediaEvent.VadNotification.Status.STATUS_SILENCE));
    }

    static Map<String, MediaEvent.Track> tracks(Map<TrackId, TrackInfo> tracks) {
        Map<String, MediaEvent.Track> messages = new LinkedHashMap<>();
        tracks.forEach((id, track) -> messages.put(id.value(), track(track)));
        return messages;
    }

    private static MediaEvent.Track track(TrackInfo track) {
        return MediaEvent.Track.newBuilder()
                .setMetadataJson(track.metadata().json())
                .setSimulcastConfig(MediaEvent.SimulcastConfig.newBuilder()
                        .setEnabled(track.isSimulcast())
                        .addAllEnabledVariants(track.encodings().stream()
                                .map(TrackEventProtobuf::variant)
                                .toList())
                        .addAllDisabledVariants(track.disabled().stream()
                                .map(TrackEventProtobuf::variant)
                                .toList()))
                .build();
    }

    private static Variant variant(Encoding encoding) {
        return switch (encoding) {
            case LOW -> Variant.VARIANT_LOW;
            case MEDIUM -> Variant.VARIANT_MEDIUM;
            case HIGH -> Variant.VARIANT_HIGH;
        };
    }
}

package dev.ephyra.signaling.proto;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.DialectEncoder;
import dev.ephyra.signaling.EndpointType;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.signaling.TurnServer;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.Candidate;
import dev.ephyra.wire.media.server.MediaEvent;
import java.util.Map;

/** Events as {@code server_media_event}. Stateless. */
public final class ProtobufDialectEncoder implements DialectEncoder {
    @Override
    public byte[] encode(PeerEvent event) {
        return PeerMessage.newBuilder()
                .setServerMediaEvent(mediaEvent(event))
                .build()
                .toByteArray();
    }

    private static MediaEvent.Builder mediaEvent(PeerEvent event) {
        MediaEvent.Builder message = MediaEvent.newBuilder();
        return switch (event) {
            case PeerEvent.Connected e -> message.setConnected(connected(e));
            case PeerEvent.EndpointAdded(var endpoint) ->
                message.setEndpointAdded(MediaEvent.EndpointAdded.newBuilder()
                        .setEndpointId(endpoint.id())
                        .setMetadataJson(metadataJson(endpoint.metadata())));
            case PeerEvent.EndpointRemoved(String id) ->
                message.setEndpointRemoved(
                        MediaEvent.EndpointRemoved.newBuilder().setEndpointId(id));
            case PeerEvent.EndpointUpdated(String id, Metadata metadata) ->
                message.setEndpointUpdated(MediaEvent.EndpointUpdated.newBuilder()
                        .setEndpointId(id)
                        .setMetadataJson(metadataJson(metadata)));
            case PeerEvent.TracksAdded e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.TracksRemoved e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.TrackUpdated e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.EncodingDisabled e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.EncodingEnabled e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.EncodingSwitched e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.VadNotification e -> TrackEventProtobuf.write(message, e);
            case PeerEvent.OfferData e ->
                message.setOfferData(MediaEvent.OfferData.newBuilder()
                        .setTracksTypes(MediaEvent.OfferData.TrackTypes.newBuilder()
                                .setAudio(e.audio())
                                .setVideo(e.video())));
            case PeerEvent.SdpAnswer(String sdp, var midToTrack) -> message.setSdpAnswer(answer(sdp, midToTrack));
            case PeerEvent.Candidate(String candidate) ->
                message.setCandidate(Candidate.newBuilder().setCandidate(candidate));
            case PeerEvent.Failed(String text) ->
                message.setError(MediaEvent.Error.newBuilder().setMessage(text));
        };
    }

    private static MediaEvent.SdpAnswer.Builder answer(String sdp, Map<String, TrackId> midToTrack) {
        MediaEvent.SdpAnswer.Builder answer = MediaEvent.SdpAnswer.newBuilder().setSdp(sdp);
        midToTrack.forEach((mid, track) -> answer.putMidToTrackId(mid, track.value()));
        return answer;
    }

    // Clients of this dialect look for their own metadata among the endpoints, so the peer itself is one of them.
    private static MediaEvent.Connected.Builder connected(PeerEvent.Connected event) {
        MediaEvent.Connected.Builder connected =
                MediaEvent.Connected.newBuilder().setEndpointId(event.self().id());
        connected.putEndpointIdToEndpoint(event.self().id(), endpoint(event.self()));
        for (dev.ephyra.signaling.Endpoint other : event.others()) {
            connected.putEndpointIdToEndpoint(other.id(), endpoint(other));
        }
        event.turnServers().forEach(server -> connected.addIceServers(iceServer(server)));
        return connected;
    }

    // RFC 7065.
    private static MediaEvent.IceServer.Builder iceServer(TurnServer server) {
        return MediaEvent.IceServer.newBuilder()
                .addUrls("turn:" + server.address() + ":" + server.port() + "?transport=" + server.transport())
                .setUsername(server.username())
                .setCredential(server.password());
    }

    private static MediaEvent.Endpoint endpoint(dev.ephyra.signaling.Endpoint endpoint) {
        return MediaEvent.Endpoint.newBuilder()
                .setEndpointType(typeName(endpoint.type()))
                .setMetadataJson(metadataJson(endpoint.metadata()))
                .putAllTrackIdToTrack(TrackEventProtobuf.tracks(endpoint.tracks()))
                .build();
    }

    // This generation of clients calls a browser peer by the name of another engine.
    private static String typeName(EndpointType type) {
        return type == EndpointType.WEBRTC ? "exwebrtc" : type.wireName();
    }

    // What the peer said, beside what the server's API said of it; the open-source API says nothing of a peer.
    private static String metadataJson(Metadata metadata) {
        return "{\"peer\":" + metadata.json() + ",\"server\":{}}";
    }
}

package dev.ephyra.webrtc.connection;

/** What a {@link PeerConnection} has to tell, in order. After {@link Failed} and {@link ConsentLost} nothing follows. */
public sealed interface ConnectionEvent {
    /** Media can flow: the path is verified and the keys are there. Comes once. */
    record Established() implements ConnectionEvent {}

    /** It cannot go on. {@code reason} is for people and says nothing secret. */
    record Failed(String reason) implements ConnectionEvent {}

    /** The peer cannot be reached any more (RFC 7675), or never could. */
    record ConsentLost() implements ConnectionEvent {}

    /** The peer has said good-bye to its transport; its socket says why, or a new offer does. */
    record TransportClosed() implements ConnectionEvent {}

    /** The peer gets a simulcast track in this encoding from now on. */
    record EncodingSwitched(String trackId, Encoding encoding, EncodingChange change) implements ConnectionEvent {}

    /** Somebody begins or ends to speak on a track of the peer. */
    record VoiceActivity(String trackId, boolean isSpeaking) implements ConnectionEvent {}
}

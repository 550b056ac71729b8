package dev.ephyra.webrtc.connection;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Who speaks on the audio tracks that one peer publishes. Owned by the thread of its connection. */
final class Voices {
    private final Map<TrackStreams, VoiceActivity> voices = new LinkedHashMap<>();
    private final Consumer<ConnectionEvent> news;

    /** @param news takes what has changed */
    Voices(Consumer<ConnectionEvent> news) {
        this.news = news;
    }

    /** Of others nothing is told any more. */
    void retain(Collection<TrackStreams> tracks) {
        voices.keySet().retainAll(tracks);
    }

    /** A packet of {@code track} came with this level. */
    void hear(TrackStreams track, int level, long nowNanos) {
        VoiceActivity voice = voices.computeIfAbsent(track, _ -> new VoiceActivity());
        tellIf(voice.hear(level, nowNanos), track, voice);
    }

    void onTime(long nowNanos) {
        voices.forEach((track, voice) -> tellIf(voice.onTime(nowNanos), track, voice));
    }

    /** When {@link #onTime} has something to do, or {@code otherDue} if that is sooner. */
    long nextDueNanos(long otherDue) {
        long due = otherDue;
        for (VoiceActivity voice : voices.values()) {
            OptionalLong deadline = voice.deadlineNanos();
            due = deadline.isPresent() && deadline.getAsLong() - due < 0 ? deadline.getAsLong() : due;
        }
        return due;
    }

    private void tellIf(boolean hasChanged, TrackStreams track, VoiceActivity voice) {
        if (hasChanged) {
            news.accept(new ConnectionEvent.VoiceActivity(track.trackId(), voice.isSpeaking()));
        }
    }
}

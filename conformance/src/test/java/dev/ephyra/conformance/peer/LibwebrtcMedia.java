package dev.ephyra.conformance.peer;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.MediaStreamTrack;
import dev.onvoid.webrtc.media.audio.AudioDeviceModule;
import dev.onvoid.webrtc.media.audio.AudioLayer;
import dev.onvoid.webrtc.media.audio.AudioOptions;
import dev.onvoid.webrtc.media.audio.CustomAudioSource;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.onvoid.webrtc.media.video.CustomVideoSource;
import dev.onvoid.webrtc.media.video.NativeI420Buffer;
import dev.onvoid.webrtc.media.video.VideoFrame;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A tone and a moving picture for libwebrtc, which has no devices here. Owned by the peer that uses it. */
final class LibwebrtcMedia {
    private static final int AUDIO_RATE_HZ = 48_000;
    private static final int AUDIO_MILLIS = 10;
    private static final int SAMPLES = AUDIO_RATE_HZ * AUDIO_MILLIS / 1_000;
    /** A whole number of them fits into each 10 ms. */
    private static final double TONE_HZ = 500;

    private static final double AMPLITUDE = 10_000;
    private static final int FRAME_MILLIS = 100;
    private static final int WIDTH = 160;
    private static final int HEIGHT = 120;

    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final boolean plays;
    private final PeerConnectionFactory factory;
    private final byte[] tone = tone();
    private int frames;
    private int tracks;

    /**
     * Loads the stack.
     *
     * @param plays whether sound is played, into nothing; with that module a source of sound of one's own aborts the process,
     *     and without it nothing of what arrives is decoded
     */
    LibwebrtcMedia(boolean plays) {
        this.plays = plays;
        this.factory = new PeerConnectionFactory(
                plays ? new HeadlessAudioDeviceModule() : new AudioDeviceModule(AudioLayer.kDummyAudio));
    }

    PeerConnectionFactory factory() {
        return factory;
    }

    /** A tone, if it does not play, and a picture; from now on. */
    List<MediaStreamTrack> publish() {
        return plays ? List.of(camera()) : List.of(microphone(), camera());
    }

    private MediaStreamTrack microphone() {
        CustomAudioSource audio = new CustomAudioSource();
        pace.scheduleAtFixedRate(
                () -> audio.pushAudio(tone, Short.SIZE, AUDIO_RATE_HZ, 1, SAMPLES),
                0,
                AUDIO_MILLIS,
                TimeUnit.MILLISECONDS);
        return factory.createAudioTrack("microphone", audio);
    }

    private MediaStreamTrack camera() {
        CustomVideoSource video = new CustomVideoSource();
        pace.scheduleAtFixedRate(() -> pushFrame(video), 0, FRAME_MILLIS, TimeUnit.MILLISECONDS);
        return factory.createVideoTrack("camera", video);
    }

    /** Of a source that nobody feeds. */
    MediaStreamTrack silence() {
        return factory.createAudioTrack("silence" + ++tracks, factory.createAudioSource(new AudioOptions()));
    }

    /** Of a source that nobody feeds. */
    MediaStreamTrack darkness() {
        return factory.createVideoTrack("darkness" + ++tracks, new CustomVideoSource());
    }

    void stop() {
        pace.shutdownNow();
    }

    private void pushFrame(CustomVideoSource video) {
        NativeI420Buffer picture = NativeI420Buffer.allocate(WIDTH, HEIGHT);
        fill(picture.getDataY(), ++frames * 8);
        fill(picture.getDataU(), frames * 3);
        fill(picture.getDataV(), 128);
        VideoFrame frame = new VideoFrame(picture, System.nanoTime());
        video.pushFrame(frame);
        frame.release();
    }

    private static void fill(ByteBuffer plane, int value) {
        while (plane.hasRemaining()) {
            plane.put((byte) value);
        }
    }

    private static byte[] tone() {
        byte[] bytes = new byte[SAMPLES * Short.BYTES];
        for (int i = 0; i < SAMPLES; i++) {
            int sample = (int) (Math.sin(2 * Math.PI * TONE_HZ * i / AUDIO_RATE_HZ) * AMPLITUDE);
            bytes[2 * i] = (byte) sample;
            bytes[2 * i + 1] = (byte) (sample >> 8);
        }
        return bytes;
    }
}

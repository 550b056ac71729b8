package dev.ephyra.component.rtsp;

import dev.ephyra.component.Quotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a camera (RFC 2326): DESCRIBE, SETUP of the video and of audio beside it, PLAY, and then signs of life
 * until it ends. Sans-IO: bytes and time come in, {@link RtspOutput}s go out. Owned by one thread; times are monotonic
 * nanoseconds.
 */
final class RtspSession {
    /** For an answer; cameras take below one second. */
    static final long ANSWER_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** From PLAY to the first packet of video by UDP; encoders send one at once. */
    static final long MEDIA_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Signs of life are not asked for more often. */
    private static final long SHORTEST_KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String USER_AGENT = "Ephyra";
    private static final int UNAUTHORIZED = 401;
    private static final int SESSION_NOT_FOUND = 454;
    private static final int UNSUPPORTED_TRANSPORT = 461;

    /**
     * What a session is to do.
     *
     * @param clientPorts of UDP, as in {@code Transport}; empty for media inside the connection
     * @param wantsAudio whether audio is to come too where it can be taken
     * @param clientNonce random, hexadecimal, for answers to challenges
     */
    record Plan(
            RtspAddress address,
            Optional<String> clientPorts,
            boolean wantsAudio,
            long keepAliveNanos,
            String clientNonce) {}

    private enum Phase {
        DESCRIBING,
        SETTING_UP,
        SETTING_UP_AUDIO,
        STARTING,
        PLAYING,
        ENDED
    }

    private record Question(String method, String uri, String headers, boolean isRepeated, long deadlineNanos) {}

    private final Plan plan;
    private final RtspReader reader = new RtspReader();
    private final @Nullable DigestAnswers answers;
    private final List<RtspOutput> outputs = new ArrayList<>();
    private final List<OptionalInt> serverPorts = new ArrayList<>();
    private Phase phase = Phase.DESCRIBING;
    private boolean isInterleaved;
    private @Nullable Question question;
    private @Nullable CameraVideo video;
    private CameraAudio.@Nullable Opus audio;
    private String base;
    private String session = "";
    private String keepAliveMethod = "GET_PARAMETER";
    private long keepAliveNanos;
    private long nextKeepAliveNanos;
    private long mediaDeadlineNanos;
    private boolean hasMedia;
    private boolean hasForeignMedia;
    private int sequence;
    private int videoChannel;
    private int audioChannel;

    RtspSession(Plan plan, long nowNanos) {
        this.plan = plan;
        this.base = plan.address().request();
        this.isInterleaved = plan.clientPorts().isEmpty();
        this.answers = plan.address()
                .credentials()
                .map(credentials -> new DigestAnswers(credentials, plan.clientNonce()))
                .orElse(null);
        this.keepAliveNanos = Math.max(SHORTEST_KEEP_ALIVE_NANOS, plan.keepAliveNanos());
        ask("DESCRIBE", base, "Accept: application/sdp\r\n", false, nowNanos);
    }

    /** Bytes that came. */
    void receive(byte[] bytes, int length, long nowNanos) {
        if (phase == Phase.ENDED) {
            return;
        }
        reader.append(bytes, length);
        try {
            for (Optional<RtspMessage> message = reader.next();
                    message.isPresent() && phase != Phase.ENDED;
                    message = reader.next()) {
                take(message.get(), nowNanos);
            }
        } catch (MalformedRtsp malformed) {
            fail(RtspOutput.Kind.TRANSIENT, "The camera cannot be understood: " + malformed.getMessage());
        }
    }

    /** A packet of the video came. */
    void mediaCame() {
        hasMedia = true;
    }

    /** A packet came of another payload type than the description says. */
    void foreignMediaCame(long nowNanos) {
        if (!hasForeignMedia && isInterleaved) {
            mediaDeadlineNanos = nowNanos + MEDIA_DEADLINE_NANOS;
        }
        hasForeignMedia = true;
    }

    /** The connection is gone. */
    void closed(String why) {
        fail(RtspOutput.Kind.TRANSIENT, why);
    }

    /** When {@link #onTime} is to be called at the latest. */
    long nextDeadlineNanos() {
        long next = question == null ? nextKeepAliveNanos : question.deadlineNanos();
        return phase == Phase.PLAYING && awaitsMedia() ? Math.min(next, mediaDeadlineNanos) : next;
    }

    /** Inside the connection a camera may be silent as long as it likes; what it sends has to be its video. */
    private boolean awaitsMedia() {
        return !hasMedia && (!isInterleaved || hasForeignMedia);
    }

    private void missMedia() {
        // Cameras with few places keep this session's until they are told.
        leave();
        if (hasForeignMedia) {
            fail(RtspOutput.Kind.TRANSIENT, "The camera sends another payload type than its description says");
        } else {
            fail(RtspOutput.Kind.NO_UDP, "No media came by UDP");
        }
    }

    /** Time has passed. */
    void onTime(long nowNanos) {
        if (phase == Phase.ENDED) {
            return;
        }
        if (question != null && nowNanos - question.deadlineNanos() >= 0) {
            fail(RtspOutput.Kind.TRANSIENT, "The camera did not answer " + question.method() + " in time");
        } else if (phase == Phase.PLAYING && awaitsMedia() && nowNanos - mediaDeadlineNanos >= 0) {
            missMedia();
        } else if (phase == Phase.PLAYING && question == null && nowNanos - nextKeepAliveNanos >= 0) {
            ask(keepAliveMethod, base, "", false, nowNanos);
        }
    }

    /** Says farewell; the last thing that is sent. */
    void end() {
        if (phase != Phase.ENDED) {
            leave();
        }
        phase = Phase.ENDED;
    }

    /** Its answer is not waited for. */
    private void leave() {
        if (!session.isEmpty()) {
            request("TEARDOWN", base, "");
        }
    }

    /** What is to be done since the last call, in order. */
    List<RtspOutput> drain() {
        List<RtspOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    private void take(RtspMessage message, long nowNanos) throws MalformedRtsp {
        switch (message) {
            case RtspMessage.Interleaved(int channel, byte[] packet) -> {
                if (phase == Phase.PLAYING && isOurs(channel)) {
                    outputs.add(new RtspOutput.Media(packet));
                }
            }
            case RtspMessage.Request request -> refuse(request);
            case RtspMessage.Response response -> answered(response, nowNanos);
        }
    }

    private boolean isOurs(int channel) {
        return channel == videoChannel || (audio != null && channel == audioChannel);
    }

    private void refuse(RtspMessage.Request request) {
        List<String> numbers = request.headers().getOrDefault("cseq", List.of());
        String number = numbers.isEmpty() ? "" : "CSeq: " + numbers.getFirst() + "\r\n";
        send("RTSP/1.0 501 Not Implemented\r\n" + number + "\r\n");
    }

    private void answered(RtspMessage.Response response, long nowNanos) throws MalformedRtsp {
        Question asked = question;
        boolean isOurs = response.header("cseq")
                .map(number -> number.equals(Integer.toString(sequence)))
                .orElse(true);
        if (asked == null || !isOurs) {
            return;
        }
        question = null;
        if (response.status() == UNAUTHORIZED) {
            challenged(response, asked, nowNanos);
        } else if (response.status() == UNSUPPORTED_TRANSPORT && phase == Phase.SETTING_UP && !isInterleaved) {
            isInterleaved = true;
            setUp(asked.uri(), videoChannel, nowNanos);
        } else if (response.status() / 100 == 2) {
            goOn(response, nowNanos);
        } else if (phase == Phase.PLAYING) {
            keepAliveRefused(response, nowNanos);
        } else {
            String status = response.status() + " " + response.reason();
            String why = "The camera answered " + asked.method() + " with " + status.strip();
            refused(why, nowNanos);
        }
    }

    /** Who refuses the audio may have the picture all the same. */
    private void refused(String why, long nowNanos) {
        if (phase == Phase.SETTING_UP_AUDIO) {
            audio = null;
            outputs.add(new RtspOutput.AudioLeftOut(Quotation.of(why)));
            start(nowNanos);
        } else {
            fail(RtspOutput.Kind.TRANSIENT, why);
        }
    }

    /** One answer for each challenge: what is wrong stays wrong, and cameras lock out who tries on. */
    private void challenged(RtspMessage.Response response, Question asked, long nowNanos) {
        if (answers == null) {
            denied("The camera asks for a user and a password", nowNanos);
        } else if (asked.isRepeated() || !answers.challenged(response.all("www-authenticate"))) {
            denied("The camera refuses the user or the password", nowNanos);
        } else {
            ask(asked.method(), asked.uri(), asked.headers(), true, nowNanos);
        }
    }

    private void denied(String why, long nowNanos) {
        if (phase == Phase.STARTING) {
            // Not over the audio: without it, it would be asked again at once.
            audio = null;
        }
        refused(why, nowNanos);
    }

    private void goOn(RtspMessage.Response response, long nowNanos) throws MalformedRtsp {
        switch (phase) {
            case DESCRIBING -> described(response, nowNanos);
            case SETTING_UP -> isSetUp(SetUpAnswer.of(response), nowNanos);
            case SETTING_UP_AUDIO -> audioIsSetUp(SetUpAnswer.of(response), nowNanos);
            case STARTING -> {
                phase = Phase.PLAYING;
                mediaDeadlineNanos = nowNanos + MEDIA_DEADLINE_NANOS;
                nextKeepAliveNanos = nowNanos;
                if (video != null) {
                    outputs.add(new RtspOutput.Playing(video, Optional.ofNullable(audio), serverPorts));
                }
                onTime(nowNanos);
            }
            case PLAYING -> nextKeepAliveNanos = nowNanos + keepAliveNanos;
            case ENDED -> {}
        }
    }

    private void described(RtspMessage.Response response, long nowNanos) {
        base = response.header("content-base")
                .or(() -> response.header("content-location"))
                .filter(given -> given.regionMatches(true, 0, "rtsp://", 0, "rtsp://".length()))
                .orElse(base);
        try {
            String sdp = new String(response.body(), StandardCharsets.UTF_8);
            CameraVideo found = CameraDescription.firstVideo(sdp, base);
            video = found;
            if (plan.wantsAudio()) {
                choose(CameraDescription.audio(sdp, base, found));
            }
            phase = Phase.SETTING_UP;
            setUp(found.control(), videoChannel, nowNanos);
        } catch (MalformedRtsp unusable) {
            fail(RtspOutput.Kind.FATAL, "The camera cannot be used: " + unusable.getMessage());
        }
    }

    private void choose(CameraAudio described) {
        switch (described) {
            case CameraAudio.Opus opus -> audio = opus;
            case CameraAudio.LeftOut(String why) -> outputs.add(new RtspOutput.AudioLeftOut(Quotation.of(why)));
            case CameraAudio.None() -> {}
        }
    }

    /** Audio and video share one port: that is what is configured, opened in firewalls, and kept from other components. */
    private void setUp(String control, int channel, long nowNanos) {
        String transport = isInterleaved
                ? "RTP/AVP/TCP;unicast;interleaved=" + channel + "-" + (channel + 1)
                : "RTP/AVP;unicast;client_port=" + plan.clientPorts().orElseThrow();
        ask("SETUP", control, "Transport: " + transport + "\r\n", false, nowNanos);
    }

    private void isSetUp(SetUpAnswer answer, long nowNanos) {
        session = answer.session();
        answer.timeoutSeconds()
                .ifPresent(seconds -> keepAliveNanos = Math.max(
                        SHORTEST_KEEP_ALIVE_NANOS, Math.min(keepAliveNanos, TimeUnit.SECONDS.toNanos(seconds) / 2)));
        serverPorts.add(answer.serverPort());
        videoChannel = answer.channel().orElse(videoChannel);
        if (audio == null) {
            start(nowNanos);
        } else {
            phase = Phase.SETTING_UP_AUDIO;
            // Behind the video's, of which the second is for RTCP.
            audioChannel = videoChannel + 2;
            setUp(audio.control(), audioChannel, nowNanos);
        }
    }

    private void audioIsSetUp(SetUpAnswer answer, long nowNanos) {
        serverPorts.add(answer.serverPort());
        audioChannel = answer.channel().orElse(audioChannel);
        start(nowNanos);
    }

    private void start(long nowNanos) {
        phase = Phase.STARTING;
        outputs.add(new RtspOutput.Starting());
        ask("PLAY", base, "Range: npt=0.000-\r\n", false, nowNanos);
    }

    /** Some do not know how they are asked; all know OPTIONS. */
    private void keepAliveRefused(RtspMessage.Response response, long nowNanos) {
        if (response.status() != SESSION_NOT_FOUND && keepAliveMethod.equals("GET_PARAMETER")) {
            keepAliveMethod = "OPTIONS";
            nextKeepAliveNanos = nowNanos;
            onTime(nowNanos);
        } else {
            fail(RtspOutput.Kind.TRANSIENT, "The camera ended the session: " + response.status());
        }
    }

    private void ask(String method, String uri, String headers, boolean isRepeated, long nowNanos) {
        question = new Question(method, uri, headers, isRepeated, nowNanos + ANSWER_DEADLINE_NANOS);
        request(method, uri, headers);
    }

    private void request(String method, String uri, String headers) {
        sequence++;
        StringBuilder text = new StringBuilder(method).append(' ').append(uri).append(" RTSP/1.0\r\n");
        text.append("CSeq: ")
                .append(sequence)
                .append("\r\nUser-Agent: ")
                .append(USER_AGENT)
                .append("\r\n");
        if (!session.isEmpty()) {
            text.append("Session: ").append(session).append("\r\n");
        }
        if (answers != null) {
            answers.authorization(method, uri)
                    .ifPresent(value ->
                            text.append("Authorization: ").append(value).append("\r\n"));
        }
        send(text.append(headers).append("\r\n").toString());
    }

    private void send(String text) {
        outputs.add(new RtspOutput.Send(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether a camera that has only its picture in order would fail just here. */
    private boolean isAudioInDoubt() {
        return audio != null && (phase == Phase.SETTING_UP_AUDIO || phase == Phase.STARTING);
    }

    /** @param reason may hold words of the camera: status lines, names of codecs */
    private void fail(RtspOutput.Kind kind, String reason) {
        if (phase != Phase.ENDED) {
            boolean isOverAudio = kind == RtspOutput.Kind.TRANSIENT && isAudioInDoubt();
            if (isOverAudio) {
                // Cameras with few places may have none for the next session until they are told.
                leave();
            }
            phase = Phase.ENDED;
            RtspOutput.Kind told = isOverAudio ? RtspOutput.Kind.NO_AUDIO : kind;
            outputs.add(new RtspOutput.Failed(new RtspOutput.Failure(told, Quotation.of(reason))));
        }
    }
}

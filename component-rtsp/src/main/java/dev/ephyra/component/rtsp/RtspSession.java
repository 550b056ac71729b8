package dev.ephyra.component.rtsp;

import dev.ephyra.component.Quotation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a camera (RFC 2326): DESCRIBE, SETUP, PLAY, and then signs of life until it ends. Sans-IO: bytes and
 * time come in, {@link RtspOutput}s go out. Owned by one thread; times are monotonic nanoseconds.
 */
final class RtspSession {
    /** For an answer; cameras take below one second. */
    static final long ANSWER_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** From PLAY to the first packet of video by UDP; encoders send one at once. */
    static final long MEDIA_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Signs of life are not asked for more often. */
    private static final long SHORTEST_KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String USER_AGENT = "Ephyra";
    private static final int LARGEST_PORT = 65_535;
    private static final int UNAUTHORIZED = 401;
    private static final int SESSION_NOT_FOUND = 454;
    private static final int UNSUPPORTED_TRANSPORT = 461;

    /**
     * What a session is to do.
     *
     * @param clientPorts of UDP, as in {@code Transport}; empty for media inside the connection
     * @param clientNonce random, hexadecimal, for answers to challenges
     */
    record Plan(RtspAddress address, Optional<String> clientPorts, long keepAliveNanos, String clientNonce) {}

    private enum Phase {
        DESCRIBING,
        SETTING_UP,
        STARTING,
        PLAYING,
        ENDED
    }

    private record Question(String method, String uri, String headers, boolean isRepeated, long deadlineNanos) {}

    private final Plan plan;
    private final RtspReader reader = new RtspReader();
    private final @Nullable DigestAnswers answers;
    private final List<RtspOutput> outputs = new ArrayList<>();
    private Phase phase = Phase.DESCRIBING;
    private boolean isInterleaved;
    private @Nullable Question question;
    private @Nullable CameraVideo video;
    private String base;
    private String session = "";
    private String keepAliveMethod = "GET_PARAMETER";
    private long keepAliveNanos;
    private long nextKeepAliveNanos;
    private long mediaDeadlineNanos;
    private boolean hasMedia;
    private boolean hasForeignMedia;
    private int sequence;
    private int mediaChannel;
    private OptionalInt serverPort = OptionalInt.empty();

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

    private void missMedia(long nowNanos) {
        // Cameras with few places keep this session's until they are told.
        ask("TEARDOWN", base, "", false, nowNanos);
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
            missMedia(nowNanos);
        } else if (phase == Phase.PLAYING && question == null && nowNanos - nextKeepAliveNanos >= 0) {
            ask(keepAliveMethod, base, "", false, nowNanos);
        }
    }

    /** Says farewell; the last thing that is sent. */
    void end(long nowNanos) {
        if (phase != Phase.ENDED && !session.isEmpty()) {
            ask("TEARDOWN", base, "", false, nowNanos);
        }
        phase = Phase.ENDED;
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
                if (phase == Phase.PLAYING && channel == mediaChannel) {
                    outputs.add(new RtspOutput.Media(packet));
                }
            }
            case RtspMessage.Request request -> refuse(request);
            case RtspMessage.Response response -> answered(response, nowNanos);
        }
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
        } else if (response.status() == UNSUPPORTED_TRANSPORT && !isInterleaved && video != null) {
            isInterleaved = true;
            setUp(video, nowNanos);
        } else if (response.status() / 100 == 2) {
            goOn(response, nowNanos);
        } else if (phase == Phase.PLAYING) {
            keepAliveRefused(response, nowNanos);
        } else {
            String status = response.status() + " " + response.reason();
            fail(RtspOutput.Kind.TRANSIENT, "The camera answered " + asked.method() + " with " + status.strip());
        }
    }

    /** One answer for each challenge: what is wrong stays wrong, and cameras lock out who tries on. */
    private void challenged(RtspMessage.Response response, Question asked, long nowNanos) {
        if (answers == null) {
            fail(RtspOutput.Kind.TRANSIENT, "The camera asks for a user and a password");
        } else if (asked.isRepeated() || !answers.challenged(response.all("www-authenticate"))) {
            fail(RtspOutput.Kind.TRANSIENT, "The camera refuses the user or the password");
        } else {
            ask(asked.method(), asked.uri(), asked.headers(), true, nowNanos);
        }
    }

    private void goOn(RtspMessage.Response response, long nowNanos) throws MalformedRtsp {
        switch (phase) {
            case DESCRIBING -> described(response, nowNanos);
            case SETTING_UP -> isSetUp(response, nowNanos);
            case STARTING -> {
                phase = Phase.PLAYING;
                mediaDeadlineNanos = nowNanos + MEDIA_DEADLINE_NANOS;
                nextKeepAliveNanos = nowNanos;
                if (video != null) {
                    outputs.add(new RtspOutput.Playing(video, serverPort));
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
            setUp(found, nowNanos);
        } catch (MalformedRtsp unusable) {
            fail(RtspOutput.Kind.FATAL, "The camera cannot be used: " + unusable.getMessage());
        }
    }

    private void setUp(CameraVideo found, long nowNanos) {
        phase = Phase.SETTING_UP;
        String transport = isInterleaved
                ? "RTP/AVP/TCP;unicast;interleaved=0-1"
                : "RTP/AVP;unicast;client_port=" + plan.clientPorts().orElseThrow();
        ask("SETUP", found.control(), "Transport: " + transport + "\r\n", false, nowNanos);
    }

    private void isSetUp(RtspMessage.Response response, long nowNanos) {
        String[] id = response.header("session").orElse("").split(";", -1);
        session = id[0].strip();
        for (int i = 1; i < id.length; i++) {
            String parameter = id[i].strip().toLowerCase(Locale.ROOT);
            number(parameter, "timeout=")
                    .ifPresent(seconds -> keepAliveNanos = Math.max(
                            SHORTEST_KEEP_ALIVE_NANOS,
                            Math.min(keepAliveNanos, TimeUnit.SECONDS.toNanos(seconds) / 2)));
        }
        for (String parameter : response.header("transport").orElse("").split(";", -1)) {
            OptionalInt port = number(parameter.strip(), "server_port=");
            boolean isPort = port.isPresent() && port.getAsInt() >= 1 && port.getAsInt() <= LARGEST_PORT;
            serverPort = isPort ? port : serverPort;
            mediaChannel = number(parameter.strip(), "interleaved=").orElse(mediaChannel);
        }
        phase = Phase.STARTING;
        outputs.add(new RtspOutput.Starting());
        ask("PLAY", base, "Range: npt=0.000-\r\n", false, nowNanos);
    }

    /** The digits behind a name. */
    private static OptionalInt number(String parameter, String name) {
        if (!parameter.startsWith(name)) {
            return OptionalInt.empty();
        }
        int end = name.length();
        while (end < parameter.length() && end < name.length() + 9 && Character.isDigit(parameter.charAt(end))) {
            end++;
        }
        return end == name.length()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(parameter.substring(name.length(), end)));
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

    /** @param reason may hold words of the camera: status lines, names of codecs */
    private void fail(RtspOutput.Kind kind, String reason) {
        if (phase != Phase.ENDED) {
            phase = Phase.ENDED;
            outputs.add(new RtspOutput.Failed(new RtspOutput.Failure(kind, Quotation.of(reason))));
        }
    }
}

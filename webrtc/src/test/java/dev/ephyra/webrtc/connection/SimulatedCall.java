package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.AnsweringSide.Answered;
import dev.ephyra.webrtc.connection.client.AnsweringSide.Wanted;
import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A room of a server and its clients in virtual time, with a {@link LossyLink} each way to each. What it does depends on
 * its seed only, but for the bytes of keys and signatures.
 */
final class SimulatedCall {
    static final DtlsIdentity SERVER = identity();
    static final DtlsIdentity CLIENT = identity();
    static final long CONSENT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    static final Executor HANDSHAKES = task -> Thread.ofVirtual().start(task);

    private record Arrival(long afterNanos, long number, Runnable delivery) {}

    final Random random;
    final Map<String, Participant> participants = new LinkedHashMap<>();
    private final long startNanos;
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(Comparator.comparingLong(Arrival::afterNanos).thenComparingLong(Arrival::number));
    long nowNanos;
    private long arrivalNumber;
    private long nextTickNanos;

    SimulatedCall(long seed) {
        random = new Random(seed);
        // Monotonic time may begin anywhere; here it wraps soon.
        startNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
        nowNanos = startNanos;
    }

    private static DtlsIdentity identity() {
        return DtlsIdentity.selfSigned(
                new DtlsCrypto(new SecureRandom()),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2027-01-01T00:00:00Z"));
    }

    static ConnectionSettings serverSettings(Random random) {
        return serverSettings(random, HANDSHAKES);
    }

    static ConnectionSettings serverSettings(Random random, Executor handshakes) {
        return new ConnectionSettings(
                new DtlsConfig(SERVER, DtlsConfig.PREFERRED_PROFILES, TimeUnit.SECONDS.toNanos(30)),
                handshakes,
                CONSENT_NANOS,
                random::nextInt);
    }

    ClientSettings clientSettings() {
        return ClientSettings.asBrowsers(CLIENT, HANDSHAKES, random::nextInt, VideoShapes.CAMERA);
    }

    /** A microphone. */
    OfferDraft.Line audio() {
        return new OfferDraft.Line.Send(Codec.OPUS, Source.of(random.nextInt()), "s", "a", "c");
    }

    /** A camera without simulcast. */
    OfferDraft.Line video() {
        return new OfferDraft.Line.Send(Codec.VP8, Source.of(random.nextInt(), random.nextInt()), "s", "v", "c");
    }

    static OfferDraft.Line simulcast() {
        return new OfferDraft.Line.Simulcast(Codec.VP8, List.of("l", "m", "h"));
    }

    /** Joins with an offer of these lines, whose media are called {@code name-0} and so on; without any it waits for what it subscribes to. */
    Participant join(String name, OfferDraft.Line... lines) {
        AnsweringSide answering = new AnsweringSide(name, SERVER.fingerprint(), random::nextInt);
        OfferDraft draft = new OfferDraft(
                AnsweringSide.credentials(random::nextInt),
                CLIENT.fingerprint(),
                random.nextLong(Long.MAX_VALUE),
                1,
                List.of(lines));
        Participant participant = new Participant(this, name, answering, draft);
        if (lines.length > 0) {
            participants.put(name, participant);
            participant.negotiate();
        }
        return participant;
    }

    /** A later offer of {@code who} with a line for each of these tracks, {@code name-mid}. */
    void subscribe(Participant who, String... tracks) {
        List<OfferDraft.Line> lines = new ArrayList<>(who.draft.lines());
        for (String track : tracks) {
            Codec codec = codecOf(track);
            who.answering.send(lines.size(), new Wanted(track, codec));
            lines.add(new OfferDraft.Line.Receive(List.of(codec)));
        }
        who.draft = who.draft.next(lines);
        participants.putIfAbsent(who.name, who);
        who.negotiate();
    }

    Participant participant(String name) {
        return Objects.requireNonNull(participants.get(name), name);
    }

    private Codec codecOf(String track) {
        String[] nameAndMid = track.split("-", 2);
        OfferDraft.Line line = participant(nameAndMid[0]).draft.lines().get(Integer.parseInt(nameAndMid[1]));
        return line instanceof OfferDraft.Line.Send send ? send.codec() : Codec.VP8;
    }

    /** What the media part of a server does after each change: connects tracks with their subscribers. */
    void route() {
        Map<String, TrackStreams> published = new LinkedHashMap<>();
        Map<String, List<OutboundStream>> subscribers = new LinkedHashMap<>();
        for (Participant participant : participants.values()) {
            participant.server.published().forEach(track -> published.put(track.trackId(), track));
        }
        for (Participant participant : participants.values()) {
            for (OutboundStream stream : participant.server.subscribed()) {
                String trackId = stream.track().trackId();
                TrackStreams track = participant.server.isEstablished() ? published.get(trackId) : null;
                stream.attach(track);
                if (track != null) {
                    subscribers.computeIfAbsent(trackId, _ -> new ArrayList<>()).add(stream);
                }
            }
        }
        published.forEach((id, track) -> track.subscribers(subscribers.getOrDefault(id, List.of())));
    }

    /** Puts a datagram on a link. */
    void carry(LossyLink link, byte[] buffer, int offset, int length, Consumer<byte[]> to) {
        for (long delayNanos : link.fate(length)) {
            byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
            long afterNanos = nowNanos - startNanos + delayNanos;
            arrivals.add(new Arrival(afterNanos, arrivalNumber++, () -> to.accept(copy)));
        }
    }

    SimulatedCall runMillis(long millis) {
        return runUntil(millis, () -> false);
    }

    /** Until the condition holds, and at most so long. */
    SimulatedCall runUntil(long millis, BooleanSupplier condition) {
        long end = nowNanos - startNanos + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.getAsBoolean()) {
            Arrival next = arrivals.peek();
            long tick = Math.max(nextTickNanos, nowNanos - startNanos);
            long at = next == null ? tick : Math.min(tick, next.afterNanos());
            if (at > end) {
                nowNanos = startNanos + end;
                return this;
            }
            nowNanos = startNanos + Math.max(at, nowNanos - startNanos);
            if (next != null && next.afterNanos() <= tick) {
                arrivals.remove();
                next.delivery().run();
            } else {
                nextTickNanos = tick + TICK_NANOS;
                participants.values().forEach(Participant::tick);
            }
            participants.values().forEach(Participant::settle);
        }
        return this;
    }

    /** Until all are connected; at most 10 s. */
    SimulatedCall connect() {
        return runUntil(
                10_000,
                () -> participants.values().stream()
                        .allMatch(each -> each.server.isEstablished() && each.client.isEstablished()));
    }

    Answered answer(Participant participant) {
        return participant.answering.answer(participant.draft);
    }
}

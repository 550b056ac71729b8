package dev.ephyra.conformance.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** One webhook receiver: behaves as it is told and keeps what it accepted. */
final class SimulatedReceiver {
    /** What it does with a request. */
    enum Mood {
        WELL,
        SLOW,
        ERROR_500,
        NOT_FOUND,
        REDIRECTS,
        THROTTLES,
        /** Nobody listens. */
        DOWN,
        /** Takes the request and never answers. */
        SILENT,
        /** Takes it, does what it is for, and the answer gets lost. */
        FORGETFUL,
        /** Its name does not resolve. */
        UNKNOWN_HOST,
        /** Each of these, at random. */
        FLAKY
    }

    private static final List<Mood> STEADY =
            Arrays.stream(Mood.values()).filter(mood -> mood != Mood.FLAKY).toList();

    /** One notification that was in an accepted request, in the order of arrival. */
    record Receipt(UUID eventId, UUID epoch, long roomSeq, long prevSeq, int bytesHash) {}

    /** A request as it arrives. */
    record Request(List<Receipt> members, long gapFrom, long gapTo) {}

    /**
     * What becomes of a request.
     *
     * @param status 0 if there is no answer
     * @param timesOut whether the sender waits until its deadline
     */
    record Outcome(int status, long retryAfterMillis, boolean timesOut, boolean processed) {}

    private final Random random;
    private final List<Request> accepted = new ArrayList<>();
    private final Set<UUID> poison = new HashSet<>();
    private Mood mood = Mood.WELL;
    private int largestBatch = Integer.MAX_VALUE;
    private double poisonShare;
    // Processed without the sender knowing: each of these may come again.
    private long unknownToSender;
    private long posts;

    SimulatedReceiver(Random random) {
        this.random = random;
    }

    void be(Mood other) {
        mood = other;
    }

    /** Answers 413 to larger batches. */
    void largestBatch(int members) {
        largestBatch = members;
    }

    /** Refuses some events whatever happens. */
    void poison(double share) {
        poisonShare = share;
    }

    void heal() {
        mood = Mood.WELL;
        poisonShare = 0;
        poison.clear();
    }

    Outcome take(Request request) {
        posts++;
        Mood today = mood == Mood.FLAKY ? STEADY.get(random.nextInt(STEADY.size())) : mood;
        return switch (today) {
            case WELL, SLOW, FLAKY -> consider(request);
            case ERROR_500 -> answer(500);
            case NOT_FOUND -> answer(404);
            case REDIRECTS -> answer(301);
            case THROTTLES -> new Outcome(429, random.nextBoolean() ? 2_000 : -1, false, false);
            case DOWN, UNKNOWN_HOST -> new Outcome(0, -1, false, false);
            case SILENT -> new Outcome(0, -1, true, false);
            case FORGETFUL -> {
                if (consider(request).status() == 204) {
                    unknownToSender += request.members().size();
                    yield new Outcome(0, -1, random.nextBoolean(), true);
                }
                yield answer(500);
            }
        };
    }

    private Outcome consider(Request request) {
        if (request.members().size() > largestBatch) {
            return answer(413);
        }
        for (Receipt member : request.members()) {
            if (isPoison(member.eventId())) {
                return answer(422);
            }
        }
        accepted.add(request);
        return new Outcome(204, -1, false, true);
    }

    private boolean isPoison(UUID event) {
        boolean unlucky = (event.getLeastSignificantBits() >>> 1) % 1_000 < poisonShare * 1_000;
        if (unlucky) {
            poison.add(event);
        }
        return unlucky;
    }

    private static Outcome answer(int status) {
        return new Outcome(status, -1, false, false);
    }

    /** How long its answer takes, in nanoseconds. */
    long latencyNanos() {
        long millis = mood == Mood.SLOW ? 500 + random.nextInt(4_000) : 1 + random.nextInt(20);
        return millis * 1_000_000;
    }

    List<Request> accepted() {
        return accepted;
    }

    long unknownToSender() {
        return unknownToSender;
    }

    long posts() {
        return posts;
    }
}

package dev.ephyra.server.rooms;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.Moment;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.Rooms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rooms of this process, each on the loop that its id hashes to. Thread-safe and without state of its own. */
public final class RoomDirectory implements Rooms {
    private static final String BUSY = "Too many requests are waiting for the rooms; try again later";

    private static final String BROKEN = "The request could not be carried out";

    private static final Logger LOG = LoggerFactory.getLogger(RoomDirectory.class);

    private final List<RoomLoop> loops;

    public RoomDirectory(List<RoomLoop> loops) {
        this.loops = List.copyOf(loops);
    }

    /** The loop that owns {@code room}, open or not. */
    public RoomLoop loopOf(RoomId room) {
        return loops.get(room.share(loops.size()));
    }

    public List<RoomLoop> loops() {
        return loops;
    }

    @Override
    public CompletionStage<Result<RoomAnswer>> submit(RoomId room, RoomCommand.Request command) {
        var reply = new HeldResult<RoomAnswer>(loopOf(room));
        return reply.change((loop, now) -> {
            RoomLoop.Outcome outcome = loop.request(room, command, now);
            reply.set(outcome.answer(), outcome.offset());
        });
    }

    @Override
    public CompletionStage<Result<AnsweredSnapshot>> submitAndShow(RoomId room, RoomCommand.Request command) {
        var reply = new HeldResult<AnsweredSnapshot>(loopOf(room));
        return reply.change((loop, now) -> {
            RoomLoop.Outcome outcome = loop.request(room, command, now);
            reply.set(new AnsweredSnapshot(outcome.answer(), loop.snapshot(room)), outcome.offset());
        });
    }

    @Override
    public CompletionStage<Result<Optional<RoomSnapshot>>> show(RoomId room) {
        var reply = new HeldResult<Optional<RoomSnapshot>>(loopOf(room));
        return reply.look((loop, now) -> reply.set(loop.snapshot(room), loop.headOf(room)));
    }

    @Override
    public CompletionStage<Result<List<RoomSnapshot>>> showAll() {
        CompletableFuture<Result<List<RoomSnapshot>>> all =
                CompletableFuture.completedFuture(new Result.Answered<>(new ArrayList<>()));
        for (RoomLoop loop : loops) {
            var reply = new HeldResult<List<RoomSnapshot>>(loop);
            var part = reply.look((owner, now) -> reply.set(owner.snapshots(), owner.headOffset()));
            all = all.thenCombine(part, RoomDirectory::joined);
        }
        return all;
    }

    /** Ends every open room as a delete would and takes no change any more; completes when all endings are durable, or were given up on. */
    public CompletionStage<Void> endAll(EndReason reason) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (RoomLoop loop : loops) {
            var reply = new HeldResult<List<RoomId>>(loop);
            var ended = reply.look((owner, now) -> {
                owner.refuseChanges();
                List<RoomId> ids = owner.ids();
                ids.forEach(id -> owner.request(id, new RoomCommand.DeleteRoom(reason), now));
                reply.set(ids, owner.headOffset());
            });
            all = all.thenCombine(ended, (_, _) -> null);
        }
        return all;
    }

    private static Result<List<RoomSnapshot>> joined(
            Result<List<RoomSnapshot>> left, Result<List<RoomSnapshot>> right) {
        return switch (left) {
            case Result.Unavailable<List<RoomSnapshot>> unavailable -> unavailable;
            case Result.Answered<List<RoomSnapshot>>(var rooms) ->
                switch (right) {
                    case Result.Unavailable<List<RoomSnapshot>> unavailable -> unavailable;
                    case Result.Answered<List<RoomSnapshot>>(var more) -> {
                        var sorted = new ArrayList<>(rooms);
                        sorted.addAll(more);
                        sorted.sort(Comparator.comparing(room -> room.config().roomId()));
                        yield new Result.Answered<>(sorted);
                    }
                };
        };
    }

    /** One question to one loop: asked there, answered when durable. */
    private static final class HeldResult<T> implements HeldReplies.Reply {
        private final RoomLoop loop;
        private final CompletableFuture<Result<T>> future = new CompletableFuture<>();
        private Result<T> result = new Result.Unavailable<>(BUSY);

        HeldResult(RoomLoop loop) {
            this.loop = loop;
        }

        /** Asks for a change, which the journal must be able to take. */
        CompletableFuture<Result<T>> change(LoopTask question) {
            return look((owner, now) -> {
                Optional<String> refusal = owner.refusal();
                if (refusal.isPresent()) {
                    result = new Result.Unavailable<>(refusal.get());
                    release();
                } else {
                    question.run(owner, now);
                }
            });
        }

        /** Asks without changing anything. */
        CompletableFuture<Result<T>> look(LoopTask question) {
            if (!loop.mailbox().offerRequest((owner, now) -> ask(question, owner, now))) {
                future.complete(new Result.Unavailable<>(BUSY));
            }
            return future;
        }

        /** Containment point: who asked is told that it broke, and the loop goes on. */
        private void ask(LoopTask question, RoomLoop owner, Moment now) {
            try {
                question.run(owner, now);
            } catch (RuntimeException | StackOverflowError broken) {
                LOG.error("A request to the rooms broke", broken);
                result = new Result.Unavailable<>(BROKEN);
                if (!future.isDone()) {
                    release();
                }
            }
        }

        /** On the loop: the answer, to be sent once the journal is durable up to {@code offset}. */
        void set(T answer, long offset) {
            result = new Result.Answered<>(answer);
            loop.hold(offset, this);
        }

        @Override
        public void release() {
            loop.mailbox().requestDone();
            future.complete(result);
        }

        @Override
        public void expire() {
            loop.mailbox().requestDone();
            future.complete(new Result.Unavailable<>(RoomLoop.NOT_DURABLE_IN_TIME));
        }
    }
}

package dev.ephyra.sdk.notifier;

import org.jspecify.annotations.Nullable;

/** A call of a handler that is to be made. Owned by its {@link RoomLanes}, and while it runs by its worker. */
final class Work {
    /** What is called. */
    @FunctionalInterface
    interface Call {
        void run(int attempt) throws Exception;
    }

    /** Null for what waits for everything before it, and what everything behind waits for. */
    final @Nullable String room;

    final Step step;
    final boolean doneByReturning;
    final int giveUpAfter;
    final Call call;

    /** The next one of its room, which waits for this one. Its lanes'. */
    @Nullable
    Work behind;

    private int failures;

    /**
     * @param room whose work this is
     * @param doneByReturning whether its step is done when the call returns
     * @param giveUpAfter after how many attempts it is done though none returned; 0 for never
     */
    Work(@Nullable String room, Step step, boolean doneByReturning, int giveUpAfter, Call call) {
        this.room = room;
        this.step = step;
        this.doneByReturning = doneByReturning;
        this.giveUpAfter = giveUpAfter;
        this.call = call;
    }

    /** Which attempt the next one is, from 1. */
    int attempt() {
        return failures + 1;
    }

    /** The attempt failed. */
    void failed() {
        failures++;
    }
}

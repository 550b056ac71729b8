package dev.ephyra.component;

import java.io.IOException;

/**
 * One outside world as a participant of a room. The frame gives it a thread of its own and ends it when the room does; what
 * it throws, that it hangs, or that it never begins ends this component and nothing else.
 */
@FunctionalInterface
public interface Component {
    /**
     * Lives: returns when its source has come to its end, throws when it cannot go on. Called once, on the component's own
     * thread, which may block; that thread is interrupted when the component is not wanted any more. It must say {@link
     * ComponentRoom#alive} at least every {@link ComponentLife#HANG_NANOS}.
     *
     * @throws ComponentFailure why it cannot go on, for people; becomes the reason of the crash
     * @throws IOException something outside failed; its message becomes the reason
     * @throws InterruptedException it was interrupted
     */
    void run(ComponentRoom room) throws ComponentFailure, IOException, InterruptedException;
}

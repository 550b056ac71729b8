package dev.ephyra.component.worker;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentLife;
import java.io.IOException;

/** Takes what a worker is there for. Called on its component's thread, in the order in which the worker said it. */
@FunctionalInterface
public interface PayloadSink {
    /**
     * Takes one; may block for less than {@link ComponentLife#HANG_NANOS}. What it throws ends the component and its worker.
     *
     * @param kind 0 to 255
     * @param bytes may be kept
     */
    void take(int kind, byte[] bytes) throws ComponentFailure, IOException;
}

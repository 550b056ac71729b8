package dev.ephyra.sdk.notifier;

import java.util.Random;

/**
 * How bad it is, as chances from 0 to 1.
 *
 * @param duplicates that a frame comes twice
 * @param slow that something takes long
 * @param connectFails that a connection is refused or hangs
 * @param handlerFails that a handler throws
 */
record SimulationFaults(double duplicates, double slow, double connectFails, double handlerFails) {
    private static final long MILLI = 1_000_000L;
    static final SimulationFaults NONE = new SimulationFaults(0, 0, 0, 0);

    boolean duplicates(Random random) {
        return random.nextDouble() < duplicates;
    }

    boolean connectFails(Random random) {
        return random.nextDouble() < connectFails;
    }

    boolean connectHangs(Random random) {
        return random.nextDouble() < connectFails / 4;
    }

    boolean handlerFails(Random random) {
        return random.nextDouble() < handlerFails;
    }

    /** Of the network, one way. */
    long delay(Random random) {
        return random.nextDouble() < slow ? random.nextInt(20_000) * MILLI : 1 + random.nextInt(20) * MILLI;
    }

    /** Of a handler. */
    long handling(Random random) {
        return random.nextDouble() < slow ? random.nextInt(5_000) * MILLI : random.nextInt(3) * MILLI;
    }
}

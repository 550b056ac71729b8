package dev.ephyra.server.cli;

import dev.ephyra.server.lifecycle.TerminationSignal;
import java.io.Console;

/** The person at this process. Stateless. */
final class ProcessPerson implements Terminal.Person {
    @Override
    @SuppressWarnings("SystemConsoleNull") // the console of JDK 25 is null again where nothing is interactive
    public boolean looks() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    @Override
    public void interrupts(Thread thread) {
        TerminationSignal signal = new TerminationSignal();
        signal.listen();
        Thread.ofPlatform().daemon().name("interrupt").start(() -> {
            try {
                signal.await();
                thread.interrupt();
            } catch (InterruptedException ending) {
                // Nobody waits for this thread.
                Thread.currentThread().interrupt();
            }
        });
    }
}

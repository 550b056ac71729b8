package dev.ephyra.server.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * What the commands see of the outside: variables, the two outputs, and whether a person looks at them. Owned by the main
 * thread.
 */
record Terminal(Map<String, String> environment, PrintWriter out, PrintWriter err, Person person) {
    /** Who may be there. */
    interface Person {
        /** Whether the output goes to a terminal. */
        boolean looks();

        /** From now on Ctrl-C interrupts {@code thread}, once; the second one ends the process. */
        void interrupts(Thread thread);
    }

    Terminal {
        environment = Map.copyOf(environment);
    }

    String variable(String name) {
        return environment.getOrDefault(name, "");
    }

    /** Whether nobody reads the output any more, as behind {@code | head}. */
    boolean isGone() {
        return out.checkError();
    }
}

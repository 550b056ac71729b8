package dev.ephyra.conformance;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector.Argument;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Stops a whole server, started with {@link #AGENT}, where a method of its is entered, so that it can be killed exactly
 * there. The class must be loaded. Owned by one test thread.
 */
public final class Breakpoint implements AutoCloseable {
    /** For {@code JAVA_TOOL_OPTIONS}: the debugger's agent on a port of its choice, which it prints. */
    public static final String AGENT = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0";

    private static final Pattern PORT = Pattern.compile("Listening for transport dt_socket at address: (\\d+)");

    private final VirtualMachine machine;

    private Breakpoint(VirtualMachine machine) {
        this.machine = machine;
    }

    public static Breakpoint at(ServerProcess server, String className, String method)
            throws IOException, IllegalConnectorArgumentsException {
        // Its log holds all its starts; the last one runs.
        String port = PORT.matcher(server.log())
                .results()
                .reduce((_, last) -> last)
                .map((MatchResult found) -> found.group(1))
                .orElseThrow();
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(candidate -> candidate.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Argument> arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("hostname")).setValue("127.0.0.1");
        Objects.requireNonNull(arguments.get("port")).setValue(port);
        VirtualMachine machine = connector.attach(arguments);
        ReferenceType type = machine.classesByName(className).getFirst();
        BreakpointRequest request = machine.eventRequestManager()
                .createBreakpointRequest(type.methodsByName(method).getFirst().location());
        request.setSuspendPolicy(EventRequest.SUSPEND_ALL);
        request.enable();
        return new Breakpoint(machine);
    }

    /** Waits until the server stands there while the condition holds, and leaves it standing. */
    public void await(Duration within, BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (System.nanoTime() - deadlineNanos < 0) {
            EventSet events = machine.eventQueue().remove(100);
            if (events == null) {
                continue;
            }
            boolean reached = events.stream().anyMatch(BreakpointEvent.class::isInstance);
            if (reached && condition.getAsBoolean()) {
                return;
            }
            events.resume();
        }
        throw new AssertionError("the server did not get there within " + within);
    }

    @Override
    public void close() {
        try {
            machine.dispose();
        } catch (VMDisconnectedException killedMeanwhile) {
            // That is what it is for.
        }
    }
}

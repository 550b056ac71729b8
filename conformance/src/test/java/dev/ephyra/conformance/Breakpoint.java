package dev.ephyra.conformance;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ClassNotLoadedException;
import com.sun.jdi.ClassType;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.InvalidTypeException;
import com.sun.jdi.InvocationException;
import com.sun.jdi.Method;
import com.sun.jdi.ObjectCollectedException;
import com.sun.jdi.ObjectReference;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector.Argument;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Stops a server, or one thread of it, where a method is entered, so that it can be killed or broken exactly there. The
 * server is started with {@link #AGENT} and the class must be loaded. Owned by one test thread.
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
        VirtualMachine machine = attach(server);
        request(machine, className, method, EventRequest.SUSPEND_ALL);
        return new Breakpoint(machine);
    }

    /** The same, but only the thread that gets there stops. */
    public static Breakpoint atThread(ServerProcess server, String className, String method)
            throws IOException, IllegalConnectorArgumentsException {
        VirtualMachine machine = attach(server);
        request(machine, className, method, EventRequest.SUSPEND_EVENT_THREAD);
        return new Breakpoint(machine);
    }

    /** Attached, and nothing stopped yet. */
    public static Breakpoint nowhere(ServerProcess server) throws IOException, IllegalConnectorArgumentsException {
        return new Breakpoint(attach(server));
    }

    private static VirtualMachine attach(ServerProcess server) throws IOException, IllegalConnectorArgumentsException {
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
        return connector.attach(arguments);
    }

    private static void request(VirtualMachine machine, String className, String method, int suspend) {
        ReferenceType type = machine.classesByName(className).getFirst();
        BreakpointRequest request = machine.eventRequestManager()
                .createBreakpointRequest(type.methodsByName(method).getFirst().location());
        request.setSuspendPolicy(suspend);
        request.enable();
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

    /** Waits until a thread gets there, makes it throw an exception of that class instead, and lets everything go on. */
    public void throwOnce(String exceptionClass, Duration within) throws InterruptedException {
        EventSet events = machine.eventQueue().remove(within.toMillis());
        if (events == null) {
            throw new AssertionError("the server did not get there within " + within);
        }
        for (Event event : events) {
            if (event instanceof BreakpointEvent reached) {
                machine.eventRequestManager().deleteAllBreakpoints();
                stop(reached.thread(), exceptionClass);
            }
        }
        events.resume();
    }

    private void stop(ThreadReference thread, String exceptionClass) {
        ClassType type = (ClassType) machine.classesByName(exceptionClass).getFirst();
        Method constructor = type.concreteMethodByName("<init>", "()V");
        try {
            boolean thrown = false;
            while (!thrown) {
                thrown = throwing(
                        thread,
                        type.newInstance(thread, constructor, List.of(), ObjectReference.INVOKE_SINGLE_THREADED));
            }
        } catch (InvalidTypeException
                | ClassNotLoadedException
                | IncompatibleThreadStateException
                | InvocationException impossible) {
            throw new AssertionError("the exception could not be thrown", impossible);
        }
    }

    /** False when it was collected before anything of the server held it: its other threads run. */
    private static boolean throwing(ThreadReference thread, ObjectReference exception) throws InvalidTypeException {
        try {
            exception.disableCollection();
            thread.stop(exception);
            return true;
        } catch (ObjectCollectedException tooLate) {
            return false;
        }
    }

    /** The platform threads of the server by name. */
    public List<String> threads() {
        return machine.allThreads().stream().map(ThreadReference::name).toList();
    }

    /** Stops one thread where it is. */
    public void suspend(String name) {
        thread(name).suspend();
    }

    public void resume(String name) {
        thread(name).resume();
    }

    private ThreadReference thread(String name) {
        return machine.allThreads().stream()
                .filter(thread -> thread.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no thread " + name + " among " + threads()));
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

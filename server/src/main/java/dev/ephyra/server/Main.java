package dev.ephyra.server;

import dev.ephyra.server.cli.CommandLineEntry;
import dev.ephyra.server.lifecycle.Server;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program. Joins the command line to the server's wiring and leaves with the exit code of what was asked for. */
public final class Main {
    private Main() {}

    /** Exit code 0 is success, 1 a start that failed, 2 a command line that cannot be understood. */
    public static void main(String[] arguments) {
        Thread.setDefaultUncaughtExceptionHandler(new LastResort());
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        int code = new CommandLineEntry(System.getenv(), Server::start, out, err).run(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}

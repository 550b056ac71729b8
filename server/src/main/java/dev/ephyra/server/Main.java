package dev.ephyra.server;

import dev.ephyra.server.cli.CommandLineEntry;
import dev.ephyra.server.config.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program. Joins the command line to the server's wiring and leaves with the exit code of what was asked for. */
public final class Main {
    private Main() {}

    /** Exit code 0 is success, 1 a start that failed, 2 a command line that cannot be understood. */
    public static void main(String[] arguments) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        int code = new CommandLineEntry(System.getenv(), Main::start, out, err).run(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    private static ServerStart.RunningServer start(Settings settings) throws IOException {
        throw new IOException("this build has no server for " + settings.http().publicAddress());
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}

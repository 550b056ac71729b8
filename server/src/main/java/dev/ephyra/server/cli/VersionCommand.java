package dev.ephyra.server.cli;

import dev.ephyra.server.Version;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code ephyra version}. */
@Command(name = "version", mixinStandardHelpOptions = true, description = "Prints the version of Ephyra and of Java.")
final class VersionCommand implements Runnable {
    private final PrintWriter out;

    VersionCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void run() {
        out.println(text());
    }

    private static String text() {
        return "Ephyra " + Version.NUMBER + " (Java " + Runtime.version() + ")";
    }

    /** The same text for {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {text()};
        }
    }
}

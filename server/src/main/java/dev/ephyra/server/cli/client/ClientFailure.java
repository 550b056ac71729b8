package dev.ephyra.server.cli.client;

/** Why a command cannot go on. The message is one line for people that says what would be right; it holds no secret. */
public final class ClientFailure extends Exception {
    private static final long serialVersionUID = 1L;

    /** What it is, which decides the exit code. */
    public enum Kind {
        /** It was tried and did not work. */
        FAILED,
        /** The command line asks for something that cannot be. */
        USAGE,
        /** Nobody answers where the server should be. */
        UNREACHABLE,
        /** The server says no. */
        REFUSED
    }

    private final Kind kind;

    public ClientFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}

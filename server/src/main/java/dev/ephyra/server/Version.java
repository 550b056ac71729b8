package dev.ephyra.server;

/** What this build is called; the same as the version of the Maven project, which a test watches. */
public final class Version {
    /** As in {@code 0.1.0}, without a prefix. */
    public static final String NUMBER = "0.1.0";

    private Version() {}
}

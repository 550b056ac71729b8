package dev.ephyra.server.cli.doctor;

/**
 * What one check found. Immutable; no secret in it.
 *
 * @param what was looked at
 * @param why it is so
 * @param todo what would make it right; empty where nothing need be done
 */
public record Finding(Level level, String what, String why, String todo) {
    /** How bad it is. */
    public enum Level {
        OK("ok"),
        WARN("warn"),
        FAIL("FAIL");

        private final String text;

        Level(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    static Finding ok(String what, String why) {
        return new Finding(Level.OK, what, why, "");
    }

    static Finding warn(String what, String why, String todo) {
        return new Finding(Level.WARN, what, why, todo);
    }

    static Finding fail(String what, String why, String todo) {
        return new Finding(Level.FAIL, what, why, todo);
    }
}

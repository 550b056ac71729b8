package dev.ephyra.server.config;

/** The commented configuration file of all settings, as kept in {@code config/reference.conf}. */
public final class ReferenceFile {
    private static final String HEAD = """
            # Every setting of Ephyra with its default. Copy this file, uncomment what you change, and start the server with
            # --config FILE or EPHYRA_CONFIG=FILE. One `key = value` a line; a value is taken as it stands, or without the
            # double quotes around it. A key that does not exist stops the start. The environment variable named with each
            # key wins over the file; FJ_ variables are also read with the prefix JF_. Printed by `ephyra config --reference`.
            """;

    private ReferenceFile() {}

    /** The whole file. */
    public static String text() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Setting setting : SettingTable.rows()) {
            text.append("\n# ")
                    .append(setting.doc())
                    .append(" (")
                    .append(setting.variable())
                    .append(")\n");
            String assignment = "# " + setting.key() + " = " + setting.defaultValue();
            text.append(assignment.stripTrailing()).append('\n');
        }
        return text.toString();
    }
}

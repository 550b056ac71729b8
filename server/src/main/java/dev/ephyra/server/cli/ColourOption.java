package dev.ephyra.server.cli;

import picocli.CommandLine.Option;

/** {@code --color}, of commands that print for people. */
final class ColourOption {
    @Option(
            names = "--color",
            paramLabel = "WHEN",
            converter = Palette.Reader.class,
            description = "auto (only on a terminal and without NO_COLOR), always or never.")
    private Palette.When when = Palette.When.AUTO;

    Palette palette(Terminal terminal) {
        return Palette.of(when, terminal);
    }
}

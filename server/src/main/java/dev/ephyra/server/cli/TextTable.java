package dev.ephyra.server.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows whose columns line up, for people; two blanks between columns, no lines. Owned by whoever fills it. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... head) {
        rows.add(List.of(head));
    }

    void row(String... cells) {
        rows.add(List.of(cells).stream().map(EventLine::printable).toList());
    }

    /** Prints the head in bold and then the rows; {@code otherwise} when there are none. */
    void print(PrintWriter out, Palette palette, String otherwise) {
        if (rows.size() == 1) {
            out.println(otherwise);
            return;
        }
        for (int at = 0; at < rows.size(); at++) {
            StringBuilder line = new StringBuilder();
            List<String> cells = rows.get(at);
            for (int column = 0; column < cells.size(); column++) {
                String cell = cells.get(column);
                line.append(cell).append(" ".repeat(width(column) + 2 - cell.length()));
            }
            String text = line.toString().stripTrailing();
            out.println(at == 0 ? palette.strong(text) : text);
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(0);
    }
}

package dev.ephyra.journal;

import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of one damaged range of a file: where it is, which records it costs, and what can still be
 * read of them. Written as JSON beside the copy of the bytes. A value.
 *
 * @param file name in the journal's folder
 * @param position first byte, in the file
 * @param endPosition the byte behind the last
 * @param damages the records lost; in one batch there may be good ones between them
 * @param remains what the bytes still say, unproven
 * @param gaps the numbers of rooms that are missing between good records around it
 */
record DamageReport(
        String file,
        long position,
        long endPosition,
        List<Damage> damages,
        List<Salvage.Remains> remains,
        List<Gap> gaps) {
    /** As many as a report lists of remains. */
    static final int MAX_GAPS = Salvage.MAX_REMAINS;

    /** Numbers {@code fromRoomSeq} to {@code toRoomSeq} of a room are not there. */
    record Gap(String room, UUID roomEpoch, long fromRoomSeq, long toRoomSeq) {}

    /** About a file of which no record is lost. */
    static DamageReport ofNoRecord(String file, long position, long endPosition, long baseOffset, String why) {
        Damage damage = new Damage(position, endPosition, baseOffset, baseOffset - 1, why);
        return new DamageReport(file, position, endPosition, List.of(damage), List.of(), List.of());
    }

    /** Rooms that are known to have lost something, each once. */
    List<String> rooms() {
        return Stream.concat(
                        remains.stream().map(Salvage.Remains::room),
                        gaps.stream().map(Gap::room))
                .distinct()
                .toList();
    }

    String json() {
        long lost = damages.stream()
                .mapToLong(damage -> damage.toOffset() - damage.fromOffset() + 1)
                .sum();
        return """
                {
                  "file": %s,
                  "fromByte": %d,
                  "toByte": %d,
                  "lostRecords": %d,
                  "lost": [%s],
                  "roomGaps": [%s],
                  "remains": [%s]
                }
                """.formatted(
                        quoted(file),
                        position,
                        endPosition - 1,
                        lost,
                        list(damages.stream().map(DamageReport::json)),
                        list(gaps.stream().map(DamageReport::json)),
                        list(remains.stream().map(DamageReport::json)));
    }

    private static String list(Stream<String> values) {
        return values.map(value -> "\n    " + value).collect(Collectors.joining(","));
    }

    private static String json(Damage damage) {
        return "{\"fromOffset\": " + damage.fromOffset() + ", \"toOffset\": " + damage.toOffset() + ", \"why\": "
                + quoted(damage.why()) + "}";
    }

    private static String json(Gap gap) {
        return "{\"room\": " + quoted(gap.room()) + ", \"roomEpoch\": \"" + gap.roomEpoch() + "\", \"fromRoomSeq\": "
                + gap.fromRoomSeq() + ", \"toRoomSeq\": " + gap.toRoomSeq() + "}";
    }

    private static String json(Salvage.Remains one) {
        return "{\"room\": " + quoted(one.room()) + ", \"roomEpoch\": \"" + one.roomEpoch() + "\", \"roomSeq\": "
                + one.roomSeq() + ", \"eventId\": \"" + one.eventId() + "\", \"occurredAtMicros\": "
                + one.occurredAtMicros() + ", \"checks\": " + one.checks() + "}";
    }

    /** RFC 8259 section 7. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}

package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    private static final UUID EPOCH = new UUID(7, 8);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path data;

    @Test
    void saysThatAWholeJournalIsSound() throws JournalException {
        write();

        assertThat(run("journal", "check")).isZero();
        assertThat(out.toString()).contains("records 1 to 4, ", "Sound: 4 records in 1 segment\n");
    }

    @Test
    void findsAFlippedByte() throws JournalException, IOException {
        write();
        flipAByteOfTheFirstRecord();

        assertThat(run("journal", "check")).isEqualTo(1);
        assertThat(out.toString()).contains("damaged: records 1 to 1, of blue: ", "DAMAGED: 3 records in 1 segment");
        assertThat(out.toString()).contains("What is damaged is copied to quarantine/00000000000000000001.log-1024-");
        assertThat(data.resolve("journal/quarantine")).isDirectoryContaining("glob:**.bin");
        assertThat(data.resolve("journal/quarantine")).isDirectoryContaining("glob:**.json");
        assertThat(run("journal", "show")).isEqualTo(1);
        assertThat(out.toString()).contains("PeerAdded", "RoomDeleted");
    }

    @Test
    void showsOneLineForEachRecordWithoutSecrets() throws JournalException {
        write();

        assertThat(run("journal", "show")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "1  1970-01-01T00:00:01.500Z  blue  #1  RoomCreated  epoch=" + EPOCH
                                + " webhook=http://sink:5003",
                        "2  1970-01-01T00:00:01.500Z  blue  #2  PeerAdded  peer=p",
                        "3  1970-01-01T00:00:01.500Z  red  #3  PeerMetadataUpdated  peer=p metadata=15 chars",
                        "4  1970-01-01T00:00:01.500Z  blue  #4  RoomDeleted  reason=drained");
        assertThat(out.toString()).doesNotContain("hush");
    }

    @Test
    void showsWhatWasAskedFor() throws JournalException {
        write();

        assertThat(run("journal", "show", "--room", "blue", "--from", "2", "--limit", "1"))
                .isZero();
        assertThat(run("journal", "show", "--from", "4")).isZero();
        assertThat(run("journal", "show", "--limit", "0")).isEqualTo(2);
        assertThat(out.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2  "),
                        line -> assertThat(line).startsWith("4  "));
    }

    @Test
    void exportsOneJsonObjectForEachRecord() throws JournalException, IOException {
        write();

        assertThat(run("journal", "export")).isZero();
        List<JsonNode> records = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            records.add(new ObjectMapper().readTree(line));
        }
        assertThat(records).hasSize(4).first().satisfies(first -> {
            assertThat(first.get("offset").asLong()).isEqualTo(1);
            assertThat(first.get("room").asText()).isEqualTo("blue");
            assertThat(first.get("roomEpoch").asText()).isEqualTo(EPOCH.toString());
            assertThat(first.get("roomSeq").asLong()).isEqualTo(1);
            assertThat(first.get("eventId").asText()).isEqualTo(new UUID(1, 1).toString());
            assertThat(first.get("occurredAt").asText()).isEqualTo("1970-01-01T00:00:01.500000Z");
            assertThat(first.get("type").asText()).isEqualTo("roomCreated");
            assertThat(first.get("notification").asText()).isEqualTo("AQ==");
            assertThat(first.get("event").toString()).contains("token=hush");
        });
        assertThat(records.get(2).get("event").get("metadataJson").asText()).isEqualTo("{\"pin\": \"hush\"}");
        assertThat(records.get(3).get("event").get("reason").asText()).isEqualTo("DRAINED");
    }

    @Test
    void exportsWhatWasAskedForAndRefusesTheRest() throws JournalException {
        write();

        assertThat(run("journal", "export", "--room", "blue", "--from", "2", "--to", "3"))
                .isZero();
        assertThat(run("journal", "export", "--since", "1970-01-01T00:00:02Z")).isZero();
        assertThat(out.toString().lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("{\"offset\":2,"));
        assertThat(run("journal", "export", "--since", "yesterday")).isEqualTo(2);
        assertThat(run("journal", "export", "--format", "csv")).isEqualTo(2);
        assertThat(run("journal", "export", "--from", "3", "--to", "2")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(3);
    }

    @Test
    void exportsAnEventOfALaterVersionAsItsBytes() throws IOException {
        JournalRecord later = new JournalRecord(
                1, "r", EPOCH, 1, EPOCH, 0, Lifecycle.CONTINUES, new byte[] {(byte) 0xfa, 0x3f, 0}, new byte[0]);

        JsonNode line = new ObjectMapper().readTree(JournalJson.of(later));

        assertThat(line.get("type").asText()).isEqualTo("unknown");
        assertThat(line.get("eventBytes").asText()).isEqualTo("+j8A");
    }

    @Test
    void exportsWhereSomethingIsMissing() throws JournalException, IOException {
        write();
        flipAByteOfTheFirstRecord();

        assertThat(run("journal", "export")).isEqualTo(1);
        assertThat(out.toString().lines().findFirst().orElseThrow())
                .startsWith("{\"damaged\":{\"segment\":\"00000000000000000001.log\",\"fromOffset\":1,\"toOffset\":1,");
    }

    @Test
    void saysInOneLineThatThereIsNoJournal() {
        assertThat(run("journal", "check")).isEqualTo(1);
        assertThat(run("journal", "show")).isEqualTo(1);

        assertThat(err.toString().lines())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).startsWith("there is no journal folder at "));
        assertThat(data.resolve("journal")).doesNotExist();
    }

    private void write() throws JournalException {
        var config = new RoomConfig(
                new RoomId("blue"),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.of("http://user:hush@sink:5003/hush?token=hush"),
                OptionalInt.empty(),
                OptionalInt.empty());
        PeerId peer = new PeerId("p");
        try (Journal journal = GroupCommitJournal.open(
                FileDisk.open(data.resolve("journal")), JournalOptions.defaults(), JournalClock.system())) {
            journal.append(List.of(draft("blue", 1, Lifecycle.OPENS, new RoomEvent.RoomCreated(config, EPOCH))));
            journal.append(List.of(draft("blue", 2, Lifecycle.CONTINUES, new RoomEvent.PeerAdded(peer, true))));
            var secret = new RoomEvent.PeerMetadataUpdated(peer, new Metadata("{\"pin\": \"hush\"}"));
            journal.append(List.of(draft("red", 3, Lifecycle.CONTINUES, secret)));
            journal.append(List.of(draft("blue", 4, Lifecycle.CLOSES, new RoomEvent.RoomDeleted(EndReason.DRAINED))));
        }
    }

    private static Draft draft(String room, long seq, Lifecycle lifecycle, RoomEvent event) {
        return new Draft(
                room, EPOCH, seq, new UUID(1, seq), 1_500_000, lifecycle, EventCodec.encode(event), new byte[] {1});
    }

    private void flipAByteOfTheFirstRecord() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            Path segment = files.filter(file -> file.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile bytes = new RandomAccessFile(segment.toFile(), "rw")) {
                // The head of the segment is 1 KiB, that of the batch 40 bytes, and then comes the record.
                bytes.seek(1024 + 60);
                int before = bytes.read();
                bytes.seek(1024 + 60);
                bytes.write(before ^ 1);
            }
        }
    }

    private int run(String... arguments) {
        return new CommandLineEntry(
                        Map.of("EPHYRA_DATA_DIR", data.toString()),
                        settings -> {
                            throw new AssertionError("no server is started");
                        },
                        new PrintWriter(out, true),
                        new PrintWriter(err, true))
                .run(arguments);
    }
}

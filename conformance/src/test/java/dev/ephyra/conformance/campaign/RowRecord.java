package dev.ephyra.conformance.campaign;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.RoomModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * What one row of the campaign saw, kept as a line of JSON for the table. Times in milliseconds. Owned by the test thread of
 * its row.
 */
public final class RowRecord {
    /** Under the module's folder, which is where its tests run. */
    static final Path RESULTS = Path.of("target", "campaign", "results.jsonl");
    // A failure's first words say which invariant broke; the rest is in the test report.
    private static final int MOST_FAILURE_CHARS = 300;
    private static final int MOST_BROKEN = 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int row;
    private final String fault;
    private final long seed;
    private final List<Long> recoveryMillis = new ArrayList<>();
    private final Map<String, String> measured = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private long runs;
    private long events;
    private long lost;
    private long reordered;
    private long duplicated;

    RowRecord(int row, String fault, long seed) {
        this.row = row;
        this.fault = fault;
        this.seed = seed;
    }

    public long seed() {
        return seed;
    }

    /** The fault was injected so many more times. */
    public void runs(long more) {
        runs += more;
    }

    /** Adds what one receiver got, and what it should have got by the model. */
    public void judged(DeliveryLedger ledger, RoomModel model) {
        judged(ledger);
        List<String> missing = model.differences(ledger.byRoom());
        lost(missing.size());
        missing.stream().limit(MOST_BROKEN).forEach(broken::add);
    }

    /** Adds what one receiver got, where no model says what that should be. */
    public void judged(DeliveryLedger ledger) {
        DeliveryLedger.Verdict verdict = ledger.verdict();
        events += verdict.events();
        reordered += verdict.reordered();
        duplicated += verdict.duplicated();
        verdict.broken().stream().limit(MOST_BROKEN).forEach(broken::add);
    }

    /** Adds what one subscriber was told. */
    void streamed(long told, long outOfOrder, long repeated) {
        events += told;
        reordered += outOfOrder;
        duplicated += repeated;
    }

    public void events(long more) {
        events += more;
    }

    /** Something else than a ledger knows was not as it must be. */
    public void broke(String what) {
        broken.add(what);
    }

    public void lost(long more) {
        lost += more;
    }

    /** From the end of one fault until all was well again. */
    public void recovered(Duration time) {
        recoveryMillis.add(time.toMillis());
    }

    /** A figure of this row alone, with its unit in the value. */
    public void measured(String name, String value) {
        measured.put(name, value);
    }

    /** Where this row does something else than the text of its fault says. */
    public void note(String text) {
        notes.add(text);
    }

    public long duplicated() {
        return duplicated;
    }

    /** Every invariant that broke so far, in words: a row asserts that there is none. */
    public List<String> broken() {
        return List.copyOf(broken);
    }

    void keep(String result, String failure) throws IOException {
        ObjectNode line = JSON.createObjectNode();
        line.put("row", row).put("fault", fault).put("result", result);
        line.put("form", CampaignScale.isQuick() ? "short" : "whole");
        line.put("runs", runs).put("events", events);
        line.put("lost", lost).put("reordered", reordered).put("duplicated", duplicated);
        if (!recoveryMillis.isEmpty()) {
            long[] sorted =
                    recoveryMillis.stream().mapToLong(Long::longValue).sorted().toArray();
            line.put("recoveryMedianMillis", sorted[sorted.length / 2]);
            line.put("recoveryMaxMillis", LongStream.of(sorted).max().orElseThrow());
        }
        line.put("seed", seed);
        measured.forEach(line.putObject("measured")::put);
        notes.forEach(line.putArray("notes")::add);
        if (!failure.isEmpty()) {
            line.put("failure", failure.substring(0, Math.min(failure.length(), MOST_FAILURE_CHARS)));
        }
        Files.createDirectories(RESULTS.getParent());
        Files.writeString(RESULTS, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

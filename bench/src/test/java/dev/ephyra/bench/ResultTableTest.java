package dev.ephyra.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ResultTableTest {
    private static final Metric RATE = Metric.atLeast("rooms", "per s", 100);
    private static final Metric TAIL = Metric.atMost("p99", "ms", 10);

    private record Named(String name, String work) implements Scenario {
        @Override
        public List<Reading> run(Bench bench) {
            return List.of();
        }
    }

    private static List<List<Reading>> runs(Metric metric, double... values) {
        return DoubleStream.of(values)
                .mapToObj(value -> List.of(new Reading(metric, value)))
                .toList();
    }

    @Test
    void showsTheMedianBetweenLowestAndHighest() {
        ResultTable table = new ResultTable(true);

        table.add(new Named("rooms", "creates"), runs(RATE, 300, 90, 200));

        assertThat(table.markdown())
                .contains("| creates | rooms, per s | 200 (90.0 to 300) | ≥ 100 | reached, 2.00 x |");
        assertThat(table.hasMissed()).isFalse();
    }

    @Test
    void judgesTheMedianAgainstTheFloor() {
        ResultTable table = new ResultTable(true);

        table.add(new Named("rooms", "creates"), runs(TAIL, 9, 20, 21));

        assertThat(table.markdown()).contains("**missed**, 0.50 x");
        assertThat(table.hasMissed()).isTrue();
    }

    @Test
    void saysWhatIsLackingAndMissesNothing() {
        ResultTable table = new ResultTable(true);

        table.addNotRun(new Named("rooms", "creates"), "no browser");

        assertThat(table.markdown()).contains("| creates | | | | not run: no browser |");
        assertThat(table.hasMissed()).isFalse();
    }

    @Test
    void judgesNoSmokeRun() {
        ResultTable table = new ResultTable(false);

        table.add(new Named("rooms", "creates"), runs(RATE, 1));

        assertThat(table.markdown()).contains("not judged");
        assertThat(table.hasMissed()).isFalse();
    }

    @Test
    void failsWithAScenarioThatLostSomethingEvenInASmokeRun() {
        ResultTable table = new ResultTable(false);

        table.addFailed(new Named("rooms", "creates"), "2 rooms, but 1 notifications");

        assertThat(table.markdown()).contains("**failed**: 2 rooms, but 1 notifications");
        assertThat(table.hasMissed()).isTrue();
    }
}

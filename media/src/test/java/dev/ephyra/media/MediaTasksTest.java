package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MediaTasksTest {
    private final MediaTasks tasks = new MediaTasks();
    private final List<String> done = new ArrayList<>();

    @Test
    void areTakenInTheOrderTheyCame() {
        tasks.offer((_, _) -> done.add("one"));
        tasks.offerAnyway((_, _) -> done.add("two"));
        tasks.offer((_, _) -> done.add("three"));
        assertThat(tasks.isEmpty()).isFalse();
        runAll();

        assertThat(done).containsExactly("one", "two", "three");
        assertThat(tasks.isEmpty()).isTrue();
    }

    @Test
    void whatMustNotBeLostIsTakenWhenNothingElseIs() {
        for (int i = 0; i < MediaTasks.MAX_TASKS; i++) {
            assertThat(tasks.offer((_, _) -> {})).isTrue();
        }
        assertThat(tasks.offer((_, _) -> done.add("refused"))).isFalse();
        tasks.offerAnyway((_, _) -> done.add("closed"));
        runAll();

        assertThat(done).containsExactly("closed");
        assertThat(tasks.offer((_, _) -> {})).isTrue();
    }

    private void runAll() {
        SimulatedEngine engine = new SimulatedEngine();
        for (MediaLoop.Task task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run(engine.loop, 0);
        }
    }
}

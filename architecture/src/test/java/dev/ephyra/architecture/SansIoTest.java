package dev.ephyra.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Cores are plain objects: no clock, socket, thread, random source, lock or framework; time is an argument. */
class SansIoTest {
    private static final JavaClasses CLASSES = Code.classes();
    private static final String[] CORES = {
        "dev.ephyra.wire..",
        "dev.ephyra.journal..",
        "dev.ephyra.room..",
        "dev.ephyra.notify..",
        "dev.ephyra.webrtc..",
        "dev.ephyra.signaling..",
        "dev.ephyra.component.worker.protocol..",
        "dev.ephyra.api.."
    };

    /**
     * The edges that live beside their core: the disk, the committing thread, what many threads share; and, of DTLS,
     * whom Bouncy Castle gets its SecureRandom from, and where its blocking handshake meets the owner's thread.
     */
    private static final Set<String> EDGES = Set.of(
            "dev.ephyra.journal.FileDisk",
            "dev.ephyra.journal.JournalClock",
            "dev.ephyra.journal.GroupCommitJournal",
            "dev.ephyra.journal.Committer",
            "dev.ephyra.journal.AppendQueue",
            "dev.ephyra.webrtc.dtls.DtlsCrypto",
            "dev.ephyra.webrtc.dtls.Handover");

    private static final DescribedPredicate<JavaClass> CORE = new DescribedPredicate<>("are cores, not listed edges") {
        @Override
        public boolean test(JavaClass type) {
            String top = type.getName().replaceFirst("\\$.*", "");
            return !EDGES.contains(top);
        }
    };

    @Test
    void coresTouchNoSocketThreadOrClock() {
        noClasses()
                .that()
                .resideInAnyPackage(CORES)
                .and(CORE)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\.(?!InetSocketAddress).*Socket.*|java\\.nio\\.channels\\.(?!.*Exception).*"
                                + "|java\\.lang\\.Thread"
                                + "|java\\.util\\.concurrent\\.Executor.+|java\\.util\\.concurrent\\.locks\\..*"
                                + "|java\\.util\\.Random|java\\.security\\.SecureRandom|java\\.time\\.Clock")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .because("time, randomness and the outside are arguments; edges live in server")
                .check(CLASSES);
    }

    @Test
    void onlyTheServerKnowsItsFrameworks() {
        noClasses()
                .that()
                .resideInAnyPackage(CORES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "org.sqlite..", "io.micrometer..", "org.slf4j..")
                .because("sockets, the database and logging are edges; a core returns what is to be done")
                .check(CLASSES);
    }

    @Test
    void onlyTheApplierChangesARoom() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .haveNameMatching("dev\\.ephyra\\.room\\.(Room|Peer|Component)State")
                .and()
                .areNotPublic()
                .and()
                .haveRawReturnType(void.class)
                .should(beCalledOnlyBy("RoomApplier"))
                .because("state changes only by applying events; decide an event instead")
                .check(CLASSES);
    }

    private static ArchCondition<JavaMethod> beCalledOnlyBy(String caller) {
        return new ArchCondition<>("be called only by " + caller) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getCallsOfSelf().stream()
                        .filter(call -> !call.getOriginOwner().getSimpleName().equals(caller))
                        .filter(call -> !call.getOriginOwner().equals(method.getOwner()))
                        .forEach(call -> events.add(SimpleConditionEvent.violated(method, call.getDescription())));
            }
        };
    }
}

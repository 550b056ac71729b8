package dev.ephyra.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of modules in ARCHITECTURE.md, literally: a module uses what its row names and nothing else of ours. */
class ModuleDirectionTest {
    private static final JavaClasses CLASSES = Code.classes();

    private static final Map<String, List<String>> MAY_USE = Map.of(
            "wire", List.of(),
            "journal", List.of(),
            "room", List.of(),
            "notify", List.of("journal", "wire", "room"),
            "signaling", List.of("wire", "room"),
            "api", List.of("room", "notify", "wire"),
            "server", List.of("wire", "journal", "room", "notify", "signaling", "api"),
            "sdk", List.of("wire"),
            "testkit", List.of("wire", "journal", "room", "notify", "signaling", "api", "server"));

    static Stream<String> modules() {
        return MAY_USE.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void usesOnlyWhatItsRowNames(String module) {
        List<String> forbidden = new ArrayList<>(MAY_USE.keySet());
        forbidden.removeAll(MAY_USE.getOrDefault(module, List.of()));
        forbidden.remove(module);
        forbidden.add("bench");
        String[] packages =
                forbidden.stream().map(name -> "dev.ephyra." + name + "..").toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage("dev.ephyra." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .because("arrows point down; see the module table of ARCHITECTURE.md")
                .check(CLASSES);
    }
}

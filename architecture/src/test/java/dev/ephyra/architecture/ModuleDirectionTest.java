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

    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("wire", List.of()),
            Map.entry("journal", List.of()),
            Map.entry("room", List.of()),
            Map.entry("notify", List.of("journal", "wire", "room")),
            Map.entry("webrtc", List.of()),
            Map.entry("media", List.of("webrtc", "room")),
            Map.entry("signaling", List.of("wire", "room", "webrtc")),
            Map.entry("component", List.of("room")),
            Map.entry("component.file", List.of("room", "component")),
            Map.entry("component.rtsp", List.of("room", "component", "webrtc")),
            Map.entry("api", List.of("room", "notify", "wire")),
            Map.entry(
                    "server",
                    List.of(
                            "wire",
                            "journal",
                            "room",
                            "notify",
                            "webrtc",
                            "media",
                            "signaling",
                            "component",
                            "component.file",
                            "component.rtsp",
                            "api")),
            Map.entry("sdk", List.of("wire")),
            Map.entry(
                    "testkit",
                    List.of(
                            "wire",
                            "journal",
                            "room",
                            "notify",
                            "webrtc",
                            "media",
                            "signaling",
                            "component",
                            "component.file",
                            "component.rtsp",
                            "api",
                            "server")));

    static Stream<String> modules() {
        return MAY_USE.keySet().stream().sorted();
    }

    /** Modules whose package is in that of this one have rows of their own. */
    private static String[] nested(String module) {
        return MAY_USE.keySet().stream()
                .filter(name -> name.startsWith(module + "."))
                .map(name -> "dev.ephyra." + name + "..")
                .toArray(String[]::new);
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
                .and()
                .resideOutsideOfPackages(nested(module))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .because("arrows point down; see the module table of ARCHITECTURE.md")
                .check(CLASSES);
    }
}

package dev.ephyra.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What an application sees of the SDK is the SDK's own, the JDK's, or a message of {@code wire}; of the testing kit, JUnit's too. */
class SdkSurfaceTest {
    private static final Pattern SHOWN =
            Pattern.compile("(java\\.|org\\.junit\\.jupiter\\.api\\.|dev\\.ephyra\\.(sdk|wire)\\b).*");
    private static final Pattern INTERNAL = Pattern.compile("dev\\.ephyra\\.sdk\\.json\\b.*");

    private static final ArchCondition<JavaCodeUnit> SHOW_NOTHING_INTERNAL =
            new ArchCondition<>("show nothing internal") {
                @Override
                public void check(JavaCodeUnit shown, ConditionEvents events) {
                    for (JavaClass type : shown.getAllInvolvedRawTypes()) {
                        if (isInternal(type.getBaseComponentType())) {
                            events.add(SimpleConditionEvent.violated(
                                    shown, shown.getFullName() + " shows " + type.getFullName()));
                        }
                    }
                }
            };

    private static boolean isInternal(JavaClass type) {
        if (type.isPrimitive()) {
            return false;
        }
        boolean ours = type.getPackageName().startsWith("dev.ephyra.sdk");
        return !SHOWN.matcher(type.getFullName()).matches()
                || INTERNAL.matcher(type.getFullName()).matches()
                || (ours && !isSeen(type));
    }

    /** Members of interfaces are public whatever the interface is. */
    private static boolean isSeen(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(SdkSurfaceTest::isSeen).orElse(true);
    }

    private static final DescribedPredicate<JavaClass> SEEN = new DescribedPredicate<>("an application sees") {
        @Override
        public boolean test(JavaClass type) {
            return isSeen(type);
        }
    };

    /** What applications are to implement; every other type they only get, and it may grow. */
    private static final Set<String> TO_BE_IMPLEMENTED = Set.of(
            "dev.ephyra.sdk.notifier.CursorStore",
            "dev.ephyra.sdk.notifier.NotificationHandler",
            "dev.ephyra.sdk.webhook.WebhookDeduplicator$Handler");

    private static final ArchCondition<JavaClass> BE_CLOSED = new ArchCondition<>("be final or sealed") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
            Class<?> seen = type.reflect();
            if (!Modifier.isFinal(seen.getModifiers())
                    && !seen.isSealed()
                    && !TO_BE_IMPLEMENTED.contains(seen.getName())) {
                events.add(SimpleConditionEvent.violated(type, type.getFullName() + " is open"));
            }
        }
    };

    @Test
    void whatIsNotToBeImplementedCannotBe() {
        classes()
                .that(SEEN)
                .and()
                .resideInAPackage("dev.ephyra.sdk..")
                .should(BE_CLOSED)
                .because("a new method, or a new case of a switch, must not break who implements it")
                .check(Code.classes());
    }

    @Test
    void noInternalTypeLeaks() {
        codeUnits()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.ephyra.sdk..")
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("dev.ephyra.sdk.json..")
                .and()
                .areDeclaredInClassesThat(SEEN)
                .should(SHOW_NOTHING_INTERNAL)
                .because("what an application compiles against cannot be changed afterwards")
                .check(Code.classes());
    }
}

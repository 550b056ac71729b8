package dev.ephyra.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

/** The shapes that make the code predictable. */
class ShapeTest {
    private static final JavaClasses CLASSES = Code.classes();
    private static final DescribedPredicate<JavaClass> HAND_WRITTEN = new DescribedPredicate<>("are hand-written") {
        @Override
        public boolean test(JavaClass type) {
            return !type.getPackageName().startsWith("dev.ephyra.wire")
                    && !type.getPackageName().startsWith("dev.ephyra.notify.record.stored");
        }
    };

    @Test
    void commandsEventsAndOutputsAreDataOrSealedInterfacesOfIt() {
        classes()
                .that(HAND_WRITTEN)
                .and()
                .haveSimpleNameEndingWith("Event")
                .or()
                .haveSimpleNameEndingWith("Command")
                .or()
                .haveSimpleNameEndingWith("Output")
                .should()
                .beInterfaces()
                .orShould()
                .beRecords()
                .orShould()
                .resideInAnyPackage("dev.ephyra.server.cli..", "dev.ephyra.wire..", "dev.ephyra.notify.record.stored..")
                .because("a switch over them must be exhaustive; subcommands of the command line are something else")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatSomethingIs() {
        noClasses()
                .that(HAND_WRITTEN)
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Common|Misc)(\\$.*)?")
                .orShould()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper..", "..misc..")
                .because("such a name hides what is inside; name the thing")
                .check(CLASSES);
    }

    @Test
    void fieldsOpenToOthersAreFinal() {
        fields().that()
                .areDeclaredInClassesThat(HAND_WRITTEN)
                .and()
                .arePublic()
                .should()
                .beFinal()
                .because("state has one owner")
                .check(CLASSES);
    }

    @Test
    void staticsAreFinal() {
        fields().that()
                .areDeclaredInClassesThat(HAND_WRITTEN)
                .and()
                .areStatic()
                .should()
                .beFinal()
                .because("a mutable static has no owner")
                .check(CLASSES);
    }
}

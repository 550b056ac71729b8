package dev.ephyra.architecture;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A limit of the code as {@code docs/limits.md} writes it. Stateless. */
final class ShownValue {
    private static final long KIB = 1024;

    private ShownValue() {}

    /**
     * The value of {@code member}, a constant, or {@code CONSTANT.component} of a record; in the unit that ends its name.
     *
     * @throws AssertionError if no class of that simple name has it
     */
    static String of(String owner, String member) {
        List<String> names = Arrays.asList(member.split("\\."));
        return classes(owner)
                .filter(type -> membersOf(type).anyMatch(has -> has.getName().equals(names.getFirst())))
                .findFirst()
                .map(type -> text(names.getLast(), value(type, names)))
                .orElseThrow(() -> new AssertionError("no " + owner + " has " + member));
    }

    private static Stream<Class<?>> classes(String simpleName) {
        return LimitsPageTest.served()
                .filter(source -> source.endsWith(simpleName + ".java"))
                .map(ShownValue::classOf);
    }

    private static Class<?> classOf(Path source) {
        String path = source.toString();
        String name = path.substring(path.indexOf("/src/main/java/") + "/src/main/java/".length());
        try {
            return Class.forName(name.replace(".java", "").replace('/', '.'));
        } catch (ClassNotFoundException e) {
            throw new AssertionError("a source without its class: " + source, e);
        }
    }

    private static Stream<? extends Member> membersOf(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getDeclaredFields()), Arrays.stream(type.getDeclaredMethods()));
    }

    private static Object value(Class<?> type, List<String> names) {
        Class<?> owner = type;
        @Nullable Object value = null;
        for (String name : names) {
            value = read(owner, value, name);
            owner = value.getClass();
        }
        return Objects.requireNonNull(value, "a limit has a value");
    }

    private static Object read(Class<?> owner, @Nullable Object from, String name) {
        Member member = membersOf(owner)
                .filter(has -> has.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(owner + " has no " + name));
        ((AccessibleObject) member).setAccessible(true);
        try {
            return member instanceof Field field ? field.get(from) : ((Method) member).invoke(from);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(owner + "." + name, e);
        }
    }

    private static String text(String name, Object value) {
        if (value instanceof Duration duration) {
            return duration(duration.toNanos());
        }
        long number = ((Number) value).longValue();
        String unit = name.toUpperCase(Locale.ROOT);
        if (unit.endsWith("BYTES")) {
            return bytes(number);
        } else if (unit.endsWith("NANOS") || unit.startsWith("NANOS_PER")) {
            return duration(number);
        } else if (unit.endsWith("MILLIS")) {
            return duration(Math.multiplyExact(number, 1_000_000L));
        } else if (unit.endsWith("SECONDS")) {
            return duration(Math.multiplyExact(number, 1_000_000_000L));
        }
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        long amount = bytes;
        int unit = 0;
        while (amount >= KIB && amount % KIB == 0 && unit < units.length - 1) {
            amount /= KIB;
            unit++;
        }
        return String.format(Locale.ROOT, "%,d %s", amount, units[unit]);
    }

    private static String duration(long nanos) {
        long millis = nanos / 1_000_000;
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " h";
        } else if (millis % 60_000 == 0 && millis > 120_000) {
            return millis / 60_000 + " min";
        } else if (millis % 1_000 == 0) {
            return millis / 1_000 + " s";
        }
        return millis + " ms";
    }
}

package dev.ephyra.bench;

/**
 * One line of the table.
 *
 * @param name what is measured
 * @param unit of its values
 * @param floor what the median has to reach
 */
public record Metric(String name, String unit, Floor floor) {
    /** A figure that should be large. */
    public static Metric atLeast(String name, String unit, double value) {
        return new Metric(name, unit, new Floor.AtLeast(value));
    }

    /** A figure that should be small. */
    public static Metric atMost(String name, String unit, double value) {
        return new Metric(name, unit, new Floor.AtMost(value));
    }

    /** A figure that is reported without a floor. */
    public static Metric reported(String name, String unit) {
        return new Metric(name, unit, new Floor.None());
    }
}

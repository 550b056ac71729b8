package dev.ephyra.conformance.campaign;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much a run of the campaign does, from its system properties: {@code campaign.quick}, {@code campaign.rows} (numbers with
 * commas, all when empty), {@code campaign.seed} and {@code campaign.soakMinutes}. Owned by the campaign's tests.
 */
public final class CampaignScale {
    private static final long SEED = 20_261_125;
    private static final int SOAK_MINUTES = 10;
    private static final int MEDIA_SOAK_MINUTES = 30;

    private CampaignScale() {}

    public static boolean isQuick() {
        return Boolean.getBoolean("campaign.quick");
    }

    /** So many of something: the whole number, or a smaller one when it has to be quick. */
    public static int count(int whole, int quick) {
        return isQuick() ? quick : whole;
    }

    public static Duration time(Duration whole, Duration quick) {
        return isQuick() ? quick : whole;
    }

    /** What every random choice of a row starts from. */
    public static long seed() {
        return Long.getLong("campaign.seed", SEED);
    }

    public static Duration soak() {
        return Duration.ofMinutes(Integer.getInteger("campaign.soakMinutes", isQuick() ? 1 : SOAK_MINUTES));
    }

    /** The same for peers with media. */
    public static Duration mediaSoak() {
        return Duration.ofMinutes(Integer.getInteger("campaign.soakMinutes", isQuick() ? 1 : MEDIA_SOAK_MINUTES));
    }

    static boolean includes(int row) {
        List<Integer> rows = Stream.of(System.getProperty("campaign.rows", "").split(","))
                .filter(number -> !number.isBlank())
                .map(number -> Integer.valueOf(number.strip()))
                .toList();
        return rows.isEmpty() || rows.contains(row);
    }
}

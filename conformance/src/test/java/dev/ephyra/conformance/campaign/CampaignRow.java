package dev.ephyra.conformance.campaign;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that makes one row of the table in {@code docs/campaign.md}. It takes a {@link RowRecord} and writes down what it
 * saw; the row is kept whether it passes or not. Not part of {@code ./test}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("campaign")
@Test
@ExtendWith(CampaignExtension.class)
public @interface CampaignRow {
    /** Number in the list of faults; {@code ./campaign --rows} chooses by it. */
    int value();

    /** The fault in a few words, as the table shows it. */
    String fault();
}

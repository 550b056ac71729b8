package dev.ephyra.notify.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.notify.signature.SigningKeys.Rotation;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SigningKeysTest {
    private static final long HOUR = 3_600_000_000L;
    private static final long NOW = 1_800_000_000_000_000L;

    private final SigningKeys before = SigningKeys.of(Secrets.OLD);

    @Test
    void keepsTheOldSecretForADayAndFishjamsHeaderOnItForHalfOfThat() {
        SigningKeys keys = begun(before.rotate(Secrets.NEW, NOW, SigningKeys.DEFAULT_OVERLAP_MICROS));

        assertThat(keys.legacy(NOW)).isEqualTo(Secrets.OLD);
        assertThat(keys.legacy(NOW + 12 * HOUR - 1)).isEqualTo(Secrets.OLD);
        assertThat(keys.legacy(NOW + 12 * HOUR)).isEqualTo(Secrets.NEW);
        assertThat(keys.acceptedPrevious(NOW + 24 * HOUR - 1)).contains(Secrets.OLD);
        assertThat(keys.acceptedPrevious(NOW + 24 * HOUR)).isEmpty();
    }

    @Test
    void dropsALeakedSecretAtOnceEvenInTheMiddleOfAChange() {
        SigningKeys changing = begun(before.rotate(Secrets.NEW, NOW, HOUR));

        assertThat(begun(changing.rotate(Secrets.FISHJAM, NOW + 1, 0))).isEqualTo(SigningKeys.of(Secrets.FISHJAM));
    }

    @Test
    void refusesAThirdSecretWhileTwoOverlap() {
        SigningKeys changing = begun(before.rotate(Secrets.NEW, NOW, HOUR));

        assertThat(changing.rotate(Secrets.FISHJAM, NOW + HOUR - 1, HOUR)).isInstanceOf(Rotation.Refused.class);
        assertThat(begun(changing.rotate(Secrets.FISHJAM, NOW + HOUR, HOUR)).previous())
                .contains(Secrets.NEW);
    }

    @Test
    void refusesTimesOutsideOfTheirRangesAndTheSecretInUse() {
        long week = SigningKeys.MAX_OVERLAP_MICROS;
        assertThat(before.rotate(Secrets.NEW, NOW, week)).isInstanceOf(Rotation.Begun.class);
        assertThat(before.rotate(Secrets.NEW, NOW, week + 1)).isInstanceOf(Rotation.Refused.class);
        assertThat(before.rotate(Secrets.NEW, NOW, -1)).isInstanceOf(Rotation.Refused.class);
        assertThat(before.rotate(Secrets.NEW, NOW, HOUR, HOUR + 1)).isInstanceOf(Rotation.Refused.class);
        assertThat(before.rotate(Secrets.NEW, NOW, HOUR, -1)).isInstanceOf(Rotation.Refused.class);
        assertThat(before.rotate(Secrets.OLD, NOW, HOUR)).isInstanceOf(Rotation.Refused.class);
        assertThatThrownBy(() -> new SigningKeys(Secrets.NEW, Optional.of(Secrets.OLD), NOW, NOW + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A receiver knows the old secret, and from some moment before the flip the new one; nothing it gets fails. */
    @Property
    void aReceiverThatChangesBetweenStartAndFlipMissesNothing(
            @ForAll @LongRange(min = 0, max = 168) long overlapHours,
            @ForAll @LongRange(min = 0, max = 200 * HOUR) long offsetMicros,
            @ForAll @LongRange(min = 0, max = 168) long flipHours) {
        if (!(before.rotate(Secrets.NEW, NOW, overlapHours * HOUR, flipHours * HOUR)
                instanceof Rotation.Begun(SigningKeys keys))) {
            assertThat(flipHours).isGreaterThan(overlapHours);
            return;
        }
        byte[] body = {1, 2, (byte) 0xff};
        long now = NOW + offsetMicros;
        SignatureHeaders headers = new Signer(keys).sign("evt_1", 5, body, now);

        boolean flipped = overlapHours == 0 || offsetMicros >= flipHours * HOUR;
        boolean oldStillGood = offsetMicros < overlapHours * HOUR;
        assertThat(SignatureCheck.legacy(Secrets.NEW, headers.legacy(), body)).isEqualTo(flipped);
        assertThat(SignatureCheck.legacy(Secrets.OLD, headers.legacy(), body)).isEqualTo(!flipped);
        assertThat(SignatureCheck.standard(Secrets.NEW, "evt_1", "5", headers.standard(), body))
                .isTrue();
        assertThat(SignatureCheck.standard(Secrets.OLD, "evt_1", "5", headers.standard(), body))
                .isEqualTo(oldStillGood);
        assertThat(keys.legacy(now)).isEqualTo(flipped ? Secrets.NEW : Secrets.OLD);
    }

    private static SigningKeys begun(Rotation rotation) {
        return switch (rotation) {
            case Rotation.Begun(SigningKeys keys) -> keys;
            case Rotation.Refused(String why) -> throw new AssertionError(why);
        };
    }
}

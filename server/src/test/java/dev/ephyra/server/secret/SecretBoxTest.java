package dev.ephyra.server.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.server.config.EncryptionKey;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.config.SettingsReader;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.secret.SecretBox.Opened;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SecretBoxTest {
    private final SecretBox box = box(1);

    @Test
    void opensWhatItSealedForTheSameOwner() {
        byte[] sealed = box.seal("ep_1", "whsec_hush 🔑");

        assertThat(box.open("ep_1", sealed)).isEqualTo(new Opened.Plain("whsec_hush 🔑"));
        assertThat(box(1).open("ep_1", sealed)).isEqualTo(new Opened.Plain("whsec_hush 🔑"));
        assertThat(box.open("ep_1", sealed).toString()).doesNotContain("hush");
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTime() {
        assertThat(box.seal("ep_1", "hush")).isNotEqualTo(box.seal("ep_1", "hush"));
    }

    @Test
    void opensNothingForAnotherOwner() {
        assertThat(box.open("ep_2", box.seal("ep_1", "hush"))).isInstanceOf(Opened.Damaged.class);
    }

    @Test
    void saysWhichKeyIsTheWrongOne() {
        assertThat(box(2).open("ep_1", box.seal("ep_1", "hush")))
                .isInstanceOfSatisfying(
                        Opened.OtherKey.class,
                        other -> assertThat(other.why()).contains("EPHYRA_ENCRYPTION_KEY", "put the old key back"));
    }

    @Test
    void noticesEveryChangedBitAndEveryTruncation() {
        byte[] sealed = box.seal("ep_1", "hush");
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(box.open("ep_1", changed)).isNotInstanceOf(Opened.Plain.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            assertThat(box.open("ep_1", Arrays.copyOf(sealed, length))).isNotInstanceOf(Opened.Plain.class);
        }
    }

    @Test
    void answersAnyBytes() {
        Random random = new Random(7);
        for (int round = 0; round < 1_000; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            assertThat(box.open("ep_1", bytes)).isNotInstanceOf(Opened.Plain.class);
        }
    }

    private static SecretBox box(int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        Map<String, String> environment =
                Map.of("EPHYRA_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(key));
        Settings settings = ((SettingsResult.Accepted) SettingsReader.read(environment)).settings();
        EncryptionKey given = settings.encryptionKey().orElseThrow();
        return new SecretBox(given, new SecureRandom());
    }
}

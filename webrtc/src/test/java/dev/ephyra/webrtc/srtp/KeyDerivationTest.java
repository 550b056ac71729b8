package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyDerivationTest {
    private static final byte[] MASTER_KEY = Packets.hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] MASTER_SALT = Packets.hex("0EC675AD498AFEEBB6960B3AABE6");

    @Test
    void derivesTheKeysOfRfc3711AppendixB3() {
        KeyDerivation keys = new KeyDerivation(SrtpProfile.AES128_CM_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT);

        assertThat(keys.derive(KeyDerivation.RTP_ENCRYPTION, 16))
                .isEqualTo(Packets.hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(keys.derive(KeyDerivation.RTP_SALT, 14)).isEqualTo(Packets.hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(keys.derive(KeyDerivation.RTP_AUTHENTICATION, 94))
                .isEqualTo(Packets.hex("CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE"
                        + "E049646C43D9327AD175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25"
                        + "6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2"));
    }

    @Test
    void derivesTheKeysThatOtherImplementationsDeriveForSrtcp() {
        KeyDerivation keys = new KeyDerivation(SrtpProfile.AES128_CM_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT);

        assertThat(keys.derive(KeyDerivation.RTCP + KeyDerivation.RTP_ENCRYPTION, 16))
                .isEqualTo(Packets.hex("4C1AA45A81F73D61C800BBB00FBB1EAA"));
        assertThat(keys.derive(KeyDerivation.RTCP + KeyDerivation.RTP_AUTHENTICATION, 20))
                .isEqualTo(Packets.hex("8D54534FEB49AE8E7993A6BD0B844FC323A93DFD"));
        assertThat(keys.derive(KeyDerivation.RTCP + KeyDerivation.RTP_SALT, 14))
                .isEqualTo(Packets.hex("9581C7AD87B3E530BF3E4454A8B3"));
    }

    @ParameterizedTest
    @EnumSource
    void takesNoKeyOfAnotherLength(SrtpProfile profile) {
        byte[] key = Packets.key(profile);
        byte[] salt = Packets.salt(profile);

        assertThatThrownBy(() -> new KeyDerivation(profile, new byte[key.length - 1], salt))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyDerivation(profile, key, new byte[salt.length + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

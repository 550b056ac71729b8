package dev.ephyra.webrtc.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpProfileTest {
    @ParameterizedTest
    @EnumSource
    void isFoundByItsNumber(SrtpProfile profile) {
        assertThat(SrtpProfile.of(profile.id())).contains(profile);
    }

    @Test
    void hasTheLengthsOfItsRegistration() {
        assertThat(SrtpProfile.AES128_CM_HMAC_SHA1_80.authTagBytes()).isEqualTo(10);
        assertThat(SrtpProfile.AEAD_AES_128_GCM.authTagBytes()).isEqualTo(16);
        assertThat(SrtpProfile.AEAD_AES_256_GCM.keyBytes()).isEqualTo(32);
        assertThat(SrtpProfile.AEAD_AES_256_GCM.saltBytes()).isEqualTo(12);
    }

    @Test
    void isAbsentForNumbersThatAreNotOffered() {
        assertThat(SrtpProfile.of(2)).isEmpty();
        assertThat(SrtpProfile.of(-1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachRefusalHasACodeOfItsOwn(SrtpRefusal refusal) {
        assertThat(refusal.code()).isNegative();
        assertThat(SrtpRefusal.of(refusal.code())).isEqualTo(refusal);
    }
}

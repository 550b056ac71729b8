package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class H264ProfileTest {
    @ParameterizedTest
    @CsvSource({
        "42e01f,true",
        "42E01F,true",
        "42401f,true",
        "42001f,false",
        "428014,false",
        "4d801f,true",
        "4d001f,false",
        "4d401f,false",
        "58c01f,true",
        "58801f,false",
        "58401f,false",
        "640c1f,false",
        "64001f,false",
        "42e0,false",
        "42e01f00,false",
        "xxxxxx,false",
        "'',false",
    })
    void constrainedBaselineIsWhatEverybodyDecodes(String profileLevelId, boolean is) {
        assertThat(H264Profile.isConstrainedBaseline(profileLevelId)).isEqualTo(is);
    }
}

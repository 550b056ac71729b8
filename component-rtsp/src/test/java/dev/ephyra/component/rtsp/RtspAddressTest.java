package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtspAddressTest {
    @ParameterizedTest
    @CsvSource({
        "rtsp://cam/a?b=1,          cam,  554,   rtsp://cam/a?b=1,     false",
        "RTSP://u:p@cam:8554/x/y,   cam,  8554,  rtsp://cam:8554/x/y,  false",
        "rtspt://[::1]:1,           ::1,  1,     rtsp://[::1]:1,       true"
    })
    void readsHostPortAndWhatRequestsName(String uri, String host, int port, String request, boolean isInterleaved)
            throws ComponentFailure {
        RtspAddress address = RtspAddress.parse(uri);

        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.request()).isEqualTo(request);
        assertThat(address.isInterleaved()).isEqualTo(isInterleaved);
    }

    @Test
    void decodesCredentialsAndNeverShowsThePassword() throws ComponentFailure {
        RtspAddress address = RtspAddress.parse("rtsp://us%40er:p+a%3Ass@cam/");

        assertThat(address.credentials()).contains(new RtspAddress.Credentials("us@er", "p+a:ss"));
        assertThat(address.toString()).doesNotContain("p+a");
        assertThat(RtspAddress.parse("rtsp://user@cam/").credentials())
                .contains(new RtspAddress.Credentials("user", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "http://cam/",
        "rtsps://cam/",
        "cam:554",
        "rtsp:///a",
        "rtsp://u:secret@cam:99999/",
        "rtsp://u:secret@a b/"
    })
    void refusesWhatNamesNoCameraWithoutRepeatingIt(String uri) {
        assertThatThrownBy(() -> RtspAddress.parse(uri))
                .isInstanceOf(ComponentFailure.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void resolvesControlsAsCamerasMeanThem() {
        assertThat(RtspAddress.resolve("rtsp://c/a/", "track1")).isEqualTo("rtsp://c/a/track1");
        assertThat(RtspAddress.resolve("rtsp://c/a", "track1")).isEqualTo("rtsp://c/a/track1");
        assertThat(RtspAddress.resolve("rtsp://c/a", "rtsp://d/t")).isEqualTo("rtsp://d/t");
        assertThat(RtspAddress.resolve("rtsp://c/a", "*")).isEqualTo("rtsp://c/a");
    }
}

package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 7616 section 3.9.1 and RFC 2617 section 2. */
class DigestAnswersTest {
    private static final String NONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    private static DigestAnswers mufasa() {
        return new DigestAnswers(new RtspAddress.Credentials("Mufasa", "Circle of Life"), NONCE);
    }

    private static String challenge(String algorithm) {
        return "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm
                + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
                + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";
    }

    @Test
    void answersMd5AndSha256WithQuality() {
        DigestAnswers md5 = mufasa();
        assertThat(md5.challenged(List.of(challenge("SHA-512-256"), challenge("MD5"))))
                .isTrue();
        assertThat(md5.authorization("GET", "/dir/index.html").orElseThrow())
                .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"", "nc=00000001", "qop=auth")
                .contains("opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        assertThat(md5.authorization("GET", "/dir/index.html").orElseThrow()).contains("nc=00000002");

        DigestAnswers sha = mufasa();
        assertThat(sha.challenged(List.of(challenge("SHA-256")))).isTrue();
        assertThat(sha.authorization("GET", "/dir/index.html").orElseThrow())
                .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"");
    }

    @Test
    void answersWithoutQualityAsOldCamerasAsk() {
        DigestAnswers answers = new DigestAnswers(new RtspAddress.Credentials("user", "pass"), "00");
        assertThat(answers.challenged(List.of("Digest realm=\"cam\", nonce=\"abc\"")))
                .isTrue();

        assertThat(answers.authorization("DESCRIBE", "rtsp://cam/a").orElseThrow())
                .isEqualTo("Digest username=\"user\", realm=\"cam\", nonce=\"abc\", uri=\"rtsp://cam/a\","
                        + " response=\"" + md5Response() + "\"");
    }

    /** md5(md5("user:cam:pass"):abc:md5("DESCRIBE:rtsp://cam/a")), computed apart. */
    private static String md5Response() {
        return "333ef46f44c87501ce4c1091f22ed2b1";
    }

    @Test
    void fallsBackToBasicAndSaysNothingUnasked() {
        DigestAnswers answers = new DigestAnswers(new RtspAddress.Credentials("Aladdin", "open sesame"), "00");
        assertThat(answers.authorization("DESCRIBE", "rtsp://cam/a")).isEmpty();
        assertThat(answers.challenged(List.of("Negotiate"))).isFalse();
        assertThat(answers.challenged(List.of("Digest realm=\"x\"", "Basic realm=\"x\"")))
                .isTrue();

        assertThat(answers.authorization("DESCRIBE", "rtsp://cam/a")).contains("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}

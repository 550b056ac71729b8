package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 7616 section 3.9.1 and RFC 2617 section 2. */
class DigestAnswersTest {
    private static final long STACK_BYTES = 512 * 1024;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
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

    /** As long as a head may be, on the stack that components have: what a camera says costs neither that nor seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\\x", " ", "a=\"b\",", "\\"})
    void readsChallengesOfAnyLength(String part) throws InterruptedException {
        String head = "Digest nonce=\"n\", realm=\"";
        String challenge = head + part.repeat((RtspReader.MAX_HEAD_BYTES - head.length()) / part.length());
        String named = "Digest nonce=\"n\", " + "x".repeat(RtspReader.MAX_HEAD_BYTES);
        AtomicReference<Object> outcome = new AtomicReference<>("nothing");
        Thread small = new Thread(
                null,
                () -> {
                    DigestAnswers answers = mufasa();
                    try {
                        outcome.set(List.of(
                                answers.challenged(List.of(challenge + "\"")),
                                answers.challenged(List.of(challenge)),
                                answers.challenged(List.of(named))));
                    } catch (StackOverflowError | RuntimeException broken) {
                        outcome.set(broken);
                    }
                },
                "small-stack",
                STACK_BYTES);
        long beganNanos = System.nanoTime();
        small.start();
        small.join(DEADLINE.toMillis());

        assertThat(outcome.get()).isEqualTo(List.of(true, true, true));
        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isLessThan(DEADLINE);
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

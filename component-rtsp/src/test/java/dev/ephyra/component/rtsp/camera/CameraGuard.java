package dev.ephyra.component.rtsp.camera;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who may use a camera: what it asks for, and whether an answer is right (RFC 7617, RFC 2617 without qop). Stateless. */
sealed interface CameraGuard {
    /** The challenge for a request that may not pass; empty if it may. */
    Optional<String> challenge(CameraRequest request);

    /** Everybody. */
    record Open() implements CameraGuard {
        @Override
        public Optional<String> challenge(CameraRequest request) {
            return Optional.empty();
        }
    }

    /** Whoever says the password. */
    record Basic(String user, String password) implements CameraGuard {
        @Override
        public Optional<String> challenge(CameraRequest request) {
            String pair = user + ":" + password;
            String right = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            return request.header("authorization").equals(right)
                    ? Optional.empty()
                    : Optional.of("Basic realm=\"camera\"");
        }
    }

    /** Whoever shows that the password is known. */
    record Digest(String user, String password) implements CameraGuard {
        private static final Pattern RESPONSE = Pattern.compile("response=\"([0-9a-f]{32})\"");
        private static final String NONCE = "d2f1";

        @Override
        public Optional<String> challenge(CameraRequest request) {
            String secret = md5(user + ":camera:" + password);
            String right = md5(secret + ":" + NONCE + ":" + md5(request.method() + ":" + request.uri()));
            Matcher given = RESPONSE.matcher(request.header("authorization"));
            return given.find() && given.group(1).equals(right)
                    ? Optional.empty()
                    : Optional.of("Digest realm=\"camera\", nonce=\"" + NONCE + "\"");
        }

        private static String md5(String text) {
            try {
                MessageDigest digest = MessageDigest.getInstance("MD5");
                return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException missing) {
                throw new IllegalStateException("every Java has MD5", missing);
            }
        }
    }
}

package dev.ephyra.webrtc.turn;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A user name that names a peer, and the password that only whoever holds the server's secret can make of it
 * (draft-uberti-behave-turn-rest-00 section 2.2). Immutable; never printed whole.
 *
 * @param username {@code <unix seconds>:<peer id>}
 * @param password base64 of HMAC-SHA1 of the user name
 */
public record TurnCredentials(String username, String password) {
    /** A peer id has up to 128 characters, before it a number of 20 at most. */
    static final int MAX_USERNAME_CHARS = 256;

    private static final Pattern USERNAME = Pattern.compile("[0-9]{1,20}:(.+)");
    private static final String HMAC = "HmacSHA1";

    /**
     * Credentials for one peer. They are good for as long as {@link TurnServer} is told to admit the peer, as clients
     * take them once and use them until they leave; the time makes them different from each other.
     *
     * @throws IllegalArgumentException if the name would be too long for the server, or the secret is empty
     */
    public static TurnCredentials of(byte[] secret, String peerId, long unixSeconds) {
        String username = unixSeconds + ":" + peerId;
        if (peerIdOf(username).isEmpty()) {
            throw new IllegalArgumentException("no user name of at most 256 characters in one line: " + username);
        }
        return new TurnCredentials(username, passwordOf(secret, username));
    }

    /** Whose a user name is; empty if it has not the form of one. */
    static Optional<String> peerIdOf(String username) {
        if (username.length() > MAX_USERNAME_CHARS) {
            return Optional.empty();
        }
        Matcher matcher = USERNAME.matcher(username);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    static String passwordOf(byte[] secret, String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "TurnCredentials[username=" + username + "]";
    }
}

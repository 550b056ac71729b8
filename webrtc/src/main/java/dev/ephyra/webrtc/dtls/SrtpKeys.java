package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import java.util.Arrays;

/**
 * The master keys of both directions (RFC 5764 section 4.2), handed over once; whoever takes them owns the arrays.
 *
 * @param localKey protects what we send; {@code profile.keyBytes()} bytes, like {@code remoteKey}
 * @param localSalt {@code profile.saltBytes()} bytes, like {@code remoteSalt}
 * @param remoteKey protects what we receive
 */
public record SrtpKeys(SrtpProfile profile, byte[] localKey, byte[] localSalt, byte[] remoteKey, byte[] remoteSalt) {
    public SrtpKeys {
        if (localKey.length != profile.keyBytes()
                || remoteKey.length != profile.keyBytes()
                || localSalt.length != profile.saltBytes()
                || remoteSalt.length != profile.saltBytes()) {
            throw new IllegalArgumentException("keys or salts are not as long as " + profile + " wants them");
        }
    }

    /** How many bytes the exporter must give for {@link #split}. */
    static int exportedBytes(SrtpProfile profile) {
        return 2 * (profile.keyBytes() + profile.saltBytes());
    }

    /** Cuts the exporter's output: client key, server key, client salt, server salt. */
    static SrtpKeys split(SrtpProfile profile, byte[] exported, DtlsRole local) {
        int key = profile.keyBytes();
        int salt = profile.saltBytes();
        byte[] clientKey = Arrays.copyOfRange(exported, 0, key);
        byte[] serverKey = Arrays.copyOfRange(exported, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(exported, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(exported, 2 * key + salt, 2 * (key + salt));
        return switch (local) {
            case CLIENT -> new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt);
            case SERVER -> new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
        };
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}

package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import java.util.List;

/**
 * What all associations of a process have in common. Immutable.
 *
 * @param profiles what we take, the best first; not empty
 * @param handshakeNanos from start to end of a handshake, above 0; 30 s is what others wait
 */
public record DtlsConfig(DtlsIdentity identity, List<SrtpProfile> profiles, long handshakeNanos) {
    /** AES-GCM lets a core protect about twice as many packets as AES-CM with HMAC-SHA1. */
    public static final List<SrtpProfile> PREFERRED_PROFILES =
            List.of(SrtpProfile.AEAD_AES_128_GCM, SrtpProfile.AEAD_AES_256_GCM, SrtpProfile.AES128_CM_HMAC_SHA1_80);

    public DtlsConfig {
        profiles = List.copyOf(profiles);
        if (profiles.isEmpty() || handshakeNanos <= 0) {
            throw new IllegalArgumentException("wanted: a profile and time for a handshake");
        }
    }
}

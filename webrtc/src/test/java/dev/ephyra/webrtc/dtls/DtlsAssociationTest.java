package dev.ephyra.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DtlsAssociationTest {
    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void bothEndsGetTheSameKeysInEachProfile(SrtpProfile profile) {
        DtlsConfig client = new DtlsConfig(Identities.CLIENT, List.of(profile), Identities.HANDSHAKE_NANOS);
        SimulatedPath path = new SimulatedPath(
                client,
                Identities.SERVER.fingerprint(),
                Identities.config(Identities.SERVER),
                Identities.CLIENT.fingerprint());

        path.start().runSeconds(5);

        SrtpKeys ours = SimulatedPath.keys(path.fromServer).getFirst();
        SrtpKeys theirs = SimulatedPath.keys(path.fromClient).getFirst();
        assertThat(ours.profile()).isEqualTo(profile);
        assertThat(ours.localKey()).isEqualTo(theirs.remoteKey()).isNotEqualTo(ours.remoteKey());
        assertThat(ours.remoteKey()).isEqualTo(theirs.localKey());
        assertThat(ours.localSalt()).isEqualTo(theirs.remoteSalt());
        assertThat(ours.remoteSalt()).isEqualTo(theirs.localSalt());
    }
}

package dev.ephyra.webrtc.srtp;

import static dev.ephyra.webrtc.srtp.Packets.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** The transforms against published packets; those of RFC 7714 start from session keys. */
class SrtpCipherVectorTest {
    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_256 = KEY_128 + "101112131415161718191a1b1c1d1e1f";
    private static final byte[] QUID_PRO_QUO = hex("517569642070726f2071756f");
    private static final String RTP_HEADER = "8040f17b8041f8d35501a0b2";
    private static final byte[] RTP =
            hex(RTP_HEADER + "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573");
    private static final String RTCP_TEXT = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
            + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";
    private static final byte[] RTCP = hex(RTCP_TEXT);
    private static final int RTCP_INDEX = 0x5d4;

    @Test
    void encryptsThePacketsOfRfc7714Section16() {
        assertRtp(
                gcm(KEY_128),
                RTP_HEADER + "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b" + "36de3adf8833"
                        + "899d7f27beb16a9152cf765ee4390cce");
        assertRtp(
                gcm(KEY_256),
                RTP_HEADER + "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f" + "1ba63799b87b"
                        + "7aa3db36dfffd6b0f9bb7878d7a76c13");
    }

    @Test
    void encryptsThePacketsOfRfc7714Section17() {
        assertRtcp(
                gcm(KEY_128),
                "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d"
                        + "6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4");
        assertRtcp(
                gcm(KEY_256),
                "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c11105"
                        + "55be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4");
    }

    @Test
    void verifiesThePacketOfRfc7714Section17ThatIsNotEncrypted() {
        byte[] packet = hex(RTCP_TEXT + "841dd9683dd78ec92ae58790125f62b3" + "000005d4");

        int length = gcm(KEY_128).unprotectRtcp(packet, 0, packet.length);

        assertThat(Arrays.copyOf(packet, length)).isEqualTo(RTCP);
    }

    @Test
    void makesTheKeyStreamOfRfc3711AppendixB2() {
        byte[] salt = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
        SrtpCipher cipher =
                new CounterModeCipher(hex("2B7E151628AED2A6ABF7158809CF4F3C"), new byte[20], salt, new byte[128]);
        byte[] packet = Arrays.copyOf(Packets.rtp(0, 0, new byte[48]), 12 + 48 + 10);

        cipher.protectRtp(packet, 0, 12, 12 + 48, 0);

        assertThat(Arrays.copyOfRange(packet, 12, 12 + 48))
                .isEqualTo(hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                        + "41E95B3BB0A2E8DD477901E4FCA894C0"));
    }

    /** The reference packets of libsrtp's own test, from master keys; in counter mode that of RFC 3711 appendix B.3. */
    @Test
    void agreesWithLibsrtpInCounterMode() {
        SrtpProfile profile = SrtpProfile.AES128_CM_HMAC_SHA1_80;
        byte[] key = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
        byte[] salt = hex("0EC675AD498AFEEBB6960B3AABE6");

        assertRtp(profile, key, salt, "4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb");
        assertRtcp(profile, key, salt, "7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");
    }

    @Test
    void agreesWithLibsrtpInGcm() {
        SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
        byte[] salt = hex("a0a1a2a3a4a5a6a7a8a9aaab");

        assertRtp(profile, hex(KEY_128), salt, "c5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392");
        assertRtcp(
                profile,
                hex(KEY_128),
                salt,
                "c98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e80000001");
    }

    @Test
    void agreesWithOthersInGcmWithLongKeys() {
        SrtpProfile profile = SrtpProfile.AEAD_AES_256_GCM;
        byte[] salt = hex("a0a1a2a3a4a5a6a7a8a9aaab");

        assertRtp(profile, hex(KEY_256), salt, "0af7f21e8a90bdad7a425c9c31ed4bb1d90238917e7390a2793500e1681acaea");
    }

    @Test
    void verifiesInCounterModeWhatIsNotEncrypted() {
        SrtpCipher cipher = new CounterModeCipher(new byte[16], new byte[20], new byte[14], new byte[128]);
        byte[] packet = Arrays.copyOf(RTCP, RTCP.length + 14);
        packet[RTCP.length + 3] = 7;
        byte[] tag = hmacOfZeroKey(packet, RTCP.length + 4);
        System.arraycopy(tag, 0, packet, RTCP.length + 4, 10);

        int length = cipher.unprotectRtcp(packet, 0, packet.length);

        assertThat(Arrays.copyOf(packet, length)).isEqualTo(RTCP);
    }

    private static void assertRtp(SrtpProfile profile, byte[] key, byte[] salt, String expected) {
        String header = "800f1234decafbadcafebabe";
        byte[] rtp = hex(header + "ab".repeat(16));

        byte[] srtp = Packets.protect(new SrtpSender(profile, key, salt), rtp);

        assertThat(srtp).isEqualTo(hex(header + expected));
        assertThat(Packets.unprotect(new SrtpReceiver(profile, key, salt), srtp))
                .isEqualTo(rtp);
    }

    private static void assertRtcp(SrtpProfile profile, byte[] key, byte[] salt, String expected) {
        String header = "81c8000bcafebabe";
        byte[] rtcp = hex(header + "ab".repeat(16));

        byte[] srtcp = Packets.protectRtcp(new SrtpSender(profile, key, salt, 1), rtcp);

        assertThat(srtcp).isEqualTo(hex(header + expected));
        assertThat(Packets.unprotectRtcp(new SrtpReceiver(profile, key, salt), srtcp))
                .isEqualTo(rtcp);
    }

    private static byte[] hmacOfZeroKey(byte[] packet, int length) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(new byte[20], "HmacSHA1"));
            mac.update(packet, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRtp(SrtpCipher cipher, String expected) {
        byte[] packet = Packets.with(RTP, array -> cipher.protectRtp(array, 0, 12, RTP.length, 0xf17b));
        assertThat(packet).isEqualTo(hex(expected));

        byte[] back = Packets.with(packet, array -> cipher.unprotectRtp(array, 0, 12, packet.length, 0xf17b));
        assertThat(back).isEqualTo(RTP);
    }

    private static void assertRtcp(SrtpCipher cipher, String expected) {
        byte[] packet = Packets.with(RTCP, array -> cipher.protectRtcp(array, 0, RTCP.length, RTCP_INDEX));
        assertThat(packet).isEqualTo(hex(expected));

        byte[] back = Packets.with(packet, array -> cipher.unprotectRtcp(array, 0, packet.length));
        assertThat(back).isEqualTo(RTCP);
    }

    private static SrtpCipher gcm(String key) {
        return new GcmCipher(hex(key), QUID_PRO_QUO, new byte[128]);
    }
}

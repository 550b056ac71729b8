package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Vp8DescriptorTest {
    /** X S; I L T K; 15-bit picture id 0x1234; TL0PICIDX 0x56; TID 2, Y, KEYIDX 5; key frame. */
    static final byte[] FULL = HostileBytes.hex("90 f0 9234 56 a5 00 9d012a");

    private final Vp8Descriptor descriptor = new Vp8Descriptor();

    @Test
    void readsEveryField() {
        assertThat(wrap(FULL)).isTrue();

        assertThat(descriptor.length()).isEqualTo(6);
        assertThat(descriptor.isFrameStart()).isTrue();
        assertThat(descriptor.isKeyFrame()).isTrue();
        assertThat(descriptor.hasPictureId()).isTrue();
        assertThat(descriptor.pictureIdBits()).isEqualTo(15);
        assertThat(descriptor.pictureId()).isEqualTo(0x1234);
        assertThat(descriptor.tl0PicIdx()).isEqualTo(0x56);
        assertThat(descriptor.temporalLayer()).isEqualTo(2);
        assertThat(descriptor.isLayerSync()).isTrue();
        assertThat(descriptor.keyIdx()).isEqualTo(5);
    }

    @Test
    void readsTheFormsOfTheRfc() {
        assertThat(wrap(HostileBytes.hex("10 00"))).as("without extension").isTrue();
        assertThat(descriptor.isKeyFrame()).isTrue();
        assertThat(descriptor.hasPictureId()).isFalse();
        assertThat(descriptor.pictureId()).isEqualTo(-1);
        assertThat(descriptor.tl0PicIdx()).isEqualTo(-1);
        assertThat(descriptor.temporalLayer()).isEqualTo(-1);
        assertThat(descriptor.keyIdx()).isEqualTo(-1);

        assertThat(wrap(HostileBytes.hex("90 80 11 01"))).as("7-bit picture id").isTrue();
        assertThat(descriptor.pictureId()).isEqualTo(0x11);
        assertThat(descriptor.isFrameStart()).isTrue();
        assertThat(descriptor.isKeyFrame()).as("P is set").isFalse();

        assertThat(wrap(HostileBytes.hex("00 00"))).as("continued").isTrue();
        assertThat(descriptor.isFrameStart()).isFalse();
        assertThat(wrap(HostileBytes.hex("11 00"))).as("a later partition").isTrue();
        assertThat(descriptor.isFrameStart()).isFalse();

        assertThat(wrap(HostileBytes.hex("80 10 1f 00"))).as("KEYIDX alone").isTrue();
        assertThat(descriptor.keyIdx()).isEqualTo(31);
        assertThat(descriptor.temporalLayer()).isEqualTo(-1);
    }

    @Test
    void refusesEveryDescriptorThatIsCutOff() {
        for (int length = 0; length <= 6; length++) {
            assertThat(descriptor.wrap(FULL, 0, length)).as("%s bytes", length).isFalse();
        }
        assertThat(descriptor.wrap(FULL, 0, 7)).isTrue();
    }

    @Test
    void changesOnlyWhatItIsTold() {
        byte[] bytes = FULL.clone();
        descriptor.wrap(bytes, 0, bytes.length);
        descriptor.pictureId(0x8001);
        descriptor.tl0PicIdx(0x1ff);
        descriptor.keyIdx(33);

        assertThat(bytes).isEqualTo(HostileBytes.hex("90 f0 8001 ff a1 00 9d012a"));

        byte[] narrow = HostileBytes.hex("90 80 11 01");
        descriptor.wrap(narrow, 0, narrow.length);
        descriptor.pictureId(0x1ff);
        descriptor.tl0PicIdx(9);
        descriptor.keyIdx(9);
        assertThat(narrow).isEqualTo(HostileBytes.hex("90 80 7f 01"));

        byte[] none = HostileBytes.hex("10 00");
        descriptor.wrap(none, 0, none.length);
        descriptor.pictureId(9);
        assertThat(none).isEqualTo(HostileBytes.hex("10 00"));
    }

    @Test
    void staysInsideWhateverComes() {
        HostileBytes.variants(FULL, bytes -> use(descriptor, bytes));
    }

    /** Reads and writes all there is; what lies around must stay as it is. */
    static void use(Vp8Descriptor descriptor, byte[] bytes) {
        byte[] around = new byte[bytes.length + 2];
        System.arraycopy(bytes, 0, around, 1, bytes.length);
        if (!descriptor.wrap(around, 1, bytes.length)) {
            return;
        }
        assertThat(descriptor.length()).isBetween(1, bytes.length - 1);
        Vp8Rewriter.apply(descriptor, -1);
        descriptor.pictureId(77);
        assertThat(descriptor.pictureId()).isIn(-1, 77);
        assertThat(descriptor.keyIdx()).isBetween(-1, 31);
        assertThat(descriptor.temporalLayer()).isBetween(-1, 3);
        assertThat(around[0]).isZero();
        for (int at = descriptor.length(); at < bytes.length; at++) {
            assertThat(around[1 + at]).as("the frame").isEqualTo(bytes[at]);
        }
    }

    private boolean wrap(byte[] bytes) {
        return descriptor.wrap(bytes, 0, bytes.length);
    }
}

package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Vp8RewriterTest {
    private Vp8Rewriter rewriter = new Vp8Rewriter();

    @Test
    void leavesTheFirstSourceAsItIs() {
        Vp8Descriptor first = descriptor(32_767, 255, 31);
        rewriter.switchTo(first);
        rewriter.rewrite(first);

        assertIdentifiers(first, 32_767, 255, 31);
    }

    @Test
    void goesOnWithTheNextSourceOverEveryWrap() {
        rewrite(descriptor(32_767, 255, 31), true);

        assertIdentifiers(rewrite(descriptor(5, 6, 7), true), 0, 0, 0);
        assertIdentifiers(rewrite(descriptor(6, 6, 7), false), 1, 0, 0);
        assertIdentifiers(rewrite(descriptor(900, 90, 9), true), 2, 1, 1);
    }

    @Test
    void isNotTurnedBackByWhatIsLate() {
        rewrite(descriptor(100, 10, 1), true);
        rewrite(descriptor(103, 12, 1), false);
        rewrite(descriptor(101, 11, 1), false);

        assertIdentifiers(rewrite(descriptor(9, 9, 9), true), 104, 13, 2);
    }

    @Test
    void keepsAPackedOffsetThatMakesTheSamePacketAgain() {
        rewrite(descriptor(32_000, 250, 30), true);
        rewrite(descriptor(10, 20, 3), true);
        int offsets = rewriter.offsets();
        rewrite(descriptor(7, 7, 7), true);

        Vp8Descriptor again = descriptor(10, 20, 3);
        Vp8Rewriter.apply(again, offsets);
        assertIdentifiers(again, 32_001, 251, 31);
    }

    @Property(tries = 100)
    void neverJumpsOrGoesBack(@ForAll long seed) {
        rewriter = new Vp8Rewriter();
        Random random = new Random(seed);
        int last = -1;
        int source = random.nextInt(0x8000);
        for (int i = 0; i < 300; i++) {
            boolean isSwitch = i == 0 || random.nextInt(10) == 0;
            source = isSwitch ? random.nextInt(0x8000) : (source + 1) & 0x7fff;
            int out = rewrite(descriptor(source, source & 0xff, source & 0x1f), isSwitch)
                    .pictureId();
            if (last >= 0) {
                assertThat(out).isEqualTo((last + 1) & 0x7fff);
            }
            last = out;
        }
    }

    private Vp8Descriptor rewrite(Vp8Descriptor descriptor, boolean isSwitch) {
        if (isSwitch) {
            rewriter.switchTo(descriptor);
        }
        rewriter.rewrite(descriptor);
        return descriptor;
    }

    private static void assertIdentifiers(Vp8Descriptor descriptor, int pictureId, int tl0PicIdx, int keyIdx) {
        assertThat(descriptor.pictureId()).isEqualTo(pictureId);
        assertThat(descriptor.tl0PicIdx()).isEqualTo(tl0PicIdx);
        assertThat(descriptor.keyIdx()).isEqualTo(keyIdx);
    }

    private static Vp8Descriptor descriptor(int pictureId, int tl0PicIdx, int keyIdx) {
        byte[] bytes = Vp8DescriptorTest.FULL.clone();
        Vp8Descriptor descriptor = new Vp8Descriptor();
        descriptor.wrap(bytes, 0, bytes.length);
        descriptor.pictureId(pictureId);
        descriptor.tl0PicIdx(tl0PicIdx);
        descriptor.keyIdx(keyIdx);
        return descriptor;
    }
}

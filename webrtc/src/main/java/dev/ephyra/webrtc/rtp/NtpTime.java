package dev.ephyra.webrtc.rtp;

import java.util.concurrent.TimeUnit;

/**
 * NTP timestamps (RFC 3550 section 4): 32 bits of seconds since 1900, 32 bits of fraction, unsigned in a long; and their
 * short form, the middle 32 bits, in units of 1/65,536 s. Stateless.
 */
public final class NtpTime {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long SECONDS_FROM_1900_TO_1970 = 2_208_988_800L;

    private NtpTime() {}

    /** The NTP timestamp of a time given in nanoseconds since 1970. */
    public static long ofUnixNanos(long unixNanos) {
        return plusNanos(SECONDS_FROM_1900_TO_1970 << 32, unixNanos);
    }

    /** Nanoseconds since 1970 of an NTP timestamp before 2036, when 32 bits of seconds end. */
    public static long unixNanos(long ntp) {
        return ((ntp >>> 32) - SECONDS_FROM_1900_TO_1970) * SECOND + fractionNanos(ntp & 0xffff_ffffL, 32);
    }

    /** {@code ntp} moved by a number of nanoseconds. */
    public static long plusNanos(long ntp, long nanos) {
        long rest = Math.floorMod(nanos, SECOND);
        return ntp + (Math.floorDiv(nanos, SECOND) << 32) + ((rest << 32) + SECOND / 2) / SECOND;
    }

    /** The short form of an NTP timestamp. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** A length of time in the short form; 18 hours at most. */
    public static int shortOfNanos(long nanos) {
        return (int) MediaClock.ticks(nanos, 1 << 16);
    }

    /** Nanoseconds in a length of time of the short form. */
    public static long nanosOfShort(int units) {
        return fractionNanos(units & 0xffff_ffffL, 16);
    }

    private static long fractionNanos(long fraction, int bits) {
        return (fraction >>> bits) * SECOND
                + ((((fraction & ((1L << bits) - 1)) * SECOND) + (1L << (bits - 1))) >>> bits);
    }
}

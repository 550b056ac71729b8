package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Writes RTP packets with a header of our own: what forwarding does to each packet (RFC 3550 section 5.1, RFC 8285). In
 * this order: {@link #begin}, {@link #source}, {@link #position}, extensions, payload, {@link #finish}. Allocates
 * nothing. Owned by one thread.
 */
public final class RtpHeaderWriter {
    private static final int FIRST_BYTE = 0x80;
    private static final int EXTENSION_BIT = 0x10;

    private final ExtensionForm form;
    private byte[] target = {};
    private int start;
    private int limit;
    private int at;
    private int extensionStart;
    private int payloadStart;
    private boolean hasPayload;
    private boolean fits;

    public RtpHeaderWriter(ExtensionForm form) {
        this.form = form;
    }

    /**
     * Begins a packet.
     *
     * @param limit where in {@code target} it must end at the latest
     */
    public RtpHeaderWriter begin(byte[] target, int offset, int limit) {
        Objects.checkFromToIndex(offset, limit, target.length);
        this.target = target;
        this.start = offset;
        this.limit = limit;
        at = offset + RtpPacket.FIXED_HEADER_BYTES;
        extensionStart = 0;
        hasPayload = false;
        fits = at <= limit;
        if (fits) {
            target[start] = (byte) FIRST_BYTE;
        }
        return this;
    }

    /** Whose it is: 0 to 127, and 32 bits. */
    public RtpHeaderWriter source(int payloadType, int ssrc) {
        if (fits) {
            target[start + 1] = (byte) (payloadType & 0x7f);
            NetworkOrder.put32(target, start + 8, ssrc);
        }
        return this;
    }

    /** Where it is in its stream; call after {@link #source}. The low 16 bits of {@code sequence} count. */
    public RtpHeaderWriter position(boolean marker, long sequence, int timestamp) {
        if (fits) {
            target[start + 1] = (byte) ((target[start + 1] & 0x7f) | (marker ? 0x80 : 0));
            NetworkOrder.put16(target, start + 2, (int) sequence);
            NetworkOrder.put32(target, start + 4, timestamp);
        }
        return this;
    }

    /**
     * Adds an extension element; not if {@code id} is 0, which was not negotiated.
     *
     * @throws IllegalArgumentException if the form cannot carry it: choose it with {@link ExtensionForm#of}
     */
    public RtpHeaderWriter extension(int id, byte[] value, int offset, int length) {
        if (id != 0 && beginElement(id, length)) {
            System.arraycopy(value, offset, target, at, length);
            at += length;
        }
        return this;
    }

    /** Adds an extension element of one byte. */
    public RtpHeaderWriter extension8(int id, int value) {
        if (id != 0 && beginElement(id, 1)) {
            NetworkOrder.put8(target, at, value);
            at++;
        }
        return this;
    }

    /** Adds an extension element of two bytes. */
    public RtpHeaderWriter extension16(int id, int value) {
        if (id != 0 && beginElement(id, 2)) {
            NetworkOrder.put16(target, at, value);
            at += 2;
        }
        return this;
    }

    private boolean beginElement(int id, int length) {
        if (!form.carries(id, length) || length == 0 || hasPayload) {
            throw new IllegalArgumentException(
                    "no element of id " + id + " and " + length + " bytes in " + form + ", or after the payload");
        }
        if (extensionStart == 0 && reserve(Integer.BYTES)) {
            extensionStart = at;
            at += Integer.BYTES;
        }
        int header = form == ExtensionForm.ONE_BYTE ? 1 : 2;
        if (!reserve(header + length)) {
            return false;
        }
        target[at] = (byte) (header == 1 ? (id << 4) | (length - 1) : id);
        if (header == 2) {
            target[at + 1] = (byte) length;
        }
        at += header;
        return true;
    }

    /** Adds two bytes of payload, as the original sequence number of a retransmission is. */
    public RtpHeaderWriter payload16(int value) {
        if (beginPayload(2)) {
            NetworkOrder.put16(target, at, value);
            at += 2;
        }
        return this;
    }

    /** Adds payload, copied from {@code source}, which must not overlap what was written. */
    public RtpHeaderWriter payload(byte[] source, int offset, int length) {
        if (beginPayload(length)) {
            System.arraycopy(source, offset, target, at, length);
            at += length;
        }
        return this;
    }

    private boolean beginPayload(int length) {
        if (!hasPayload) {
            endExtensions();
            payloadStart = at;
        }
        return reserve(length);
    }

    /** Pads the elements to words and writes their number, which is known only now. */
    private void endExtensions() {
        hasPayload = true;
        if (extensionStart == 0) {
            return;
        }
        int padding = (extensionStart - at) & 3;
        if (reserve(padding)) {
            Arrays.fill(target, at, at + padding, (byte) 0);
            at += padding;
            target[start] = (byte) (FIRST_BYTE | EXTENSION_BIT);
            int profile = form == ExtensionForm.ONE_BYTE
                    ? HeaderExtensions.ONE_BYTE_PROFILE
                    : HeaderExtensions.TWO_BYTE_PROFILE;
            NetworkOrder.put16(target, extensionStart, profile);
            NetworkOrder.put16(target, extensionStart + 2, (at - extensionStart) / Integer.BYTES - 1);
        }
    }

    private boolean reserve(int bytes) {
        fits = fits && bytes <= limit - at;
        return fits;
    }

    /** Where in the target the payload begins, for changes in the copy; known once there is some. */
    public int payloadOffset() {
        return payloadStart;
    }

    /** Ends the packet: its bytes, or -1 if it did not fit. */
    public int finish() {
        if (!hasPayload) {
            endExtensions();
        }
        return fits ? at - start : -1;
    }
}

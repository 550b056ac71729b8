package dev.ephyra.webrtc.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/** The records of an association after its handshake, without waiting. Owned by its association. */
final class RecordReader {
    /** Whether the association goes on. */
    sealed interface Result {
        record Open() implements Result {}

        record Broken(String reason) implements Result {}
    }

    private final byte[] buffer = new byte[HandshakeFilter.MAX_DATAGRAM_BYTES];
    private @Nullable DTLSTransport records;

    void open(DTLSTransport established) {
        records = established;
    }

    /** Reads until nothing is left; application data become outputs. */
    Result read(List<DtlsOutput> outputs) {
        try {
            while (true) {
                // 0 is for ever, which ends when the transport throws for having nothing left.
                int length = records().receive(buffer, 0, buffer.length, 0);
                if (length >= 0) {
                    outputs.add(new DtlsOutput.ApplicationData(Arrays.copyOf(buffer, length)));
                }
            }
        } catch (InterruptedIOException e) {
            return new Result.Open();
        } catch (IOException e) {
            return new Result.Broken(HandshakeTask.reason(e));
        }
    }

    Result send(byte[] data, int offset, int length) {
        try {
            records().send(data, offset, length);
            return new Result.Open();
        } catch (IOException e) {
            return new Result.Broken(HandshakeTask.reason(e));
        }
    }

    /** Says {@code close_notify}. */
    Result close() {
        try {
            records().close();
            return new Result.Open();
        } catch (IOException e) {
            return new Result.Broken(HandshakeTask.reason(e));
        }
    }

    private DTLSTransport records() {
        return Objects.requireNonNull(records, "not established");
    }
}

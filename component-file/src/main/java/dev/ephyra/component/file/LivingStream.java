package dev.ephyra.component.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** A file whose reading shows that its component lives, and ends when that is not wanted any more. For one thread. */
final class LivingStream extends FilterInputStream {
    private final Runnable alive;

    LivingStream(InputStream source, Runnable alive) {
        super(source);
        this.alive = alive;
    }

    @Override
    public int read() throws IOException {
        live();
        return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        live();
        return super.read(target, offset, length);
    }

    private void live() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("It was interrupted");
        }
        alive.run();
    }
}

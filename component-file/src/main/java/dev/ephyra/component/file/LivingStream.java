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
        try {
            return super.read();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        live();
        try {
            return super.read(target, offset, length);
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    private static IOException unreadable(IOException broken) {
        return new IOException("The file cannot be read: " + broken.getMessage(), broken);
    }

    private void live() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("It was interrupted");
        }
        alive.run();
    }
}

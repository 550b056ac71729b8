package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * The twin of {@link FileDisk} in memory. It keeps what was forced apart from what was only written, and
 * fails on demand. Everything random comes from its seed.
 *
 * <p>Directory changes are durable at {@link #forceDirectory}; a crash before may undo them or not.
 */
public final class SimulatedDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    private final Random random;
    private TreeMap<String, Blob> files = new TreeMap<>();
    private TreeMap<String, Blob> durableNames = new TreeMap<>();
    private final TreeMap<String, Blob> quarantine = new TreeMap<>();
    private boolean locked;
    private boolean readOnly;
    private long capacityBytes = Long.MAX_VALUE;
    private int writesUntilFailure = Integer.MAX_VALUE;
    private int forcesUntilFailure = Integer.MAX_VALUE;
    private boolean failing;
    private boolean deletesFail;
    private boolean links;
    private Runnable duringForce = () -> {};

    public SimulatedDisk(long seed) {
        this.random = new Random(seed);
    }

    /** The disk as a restart after a power loss would find it; this one fails from now on. */
    public SimulatedDisk crash() {
        SimulatedDisk next = new SimulatedDisk(random.nextLong());
        TreeMap<String, Blob> names = random.nextBoolean() ? files : durableNames;
        names.forEach((name, blob) -> next.files.put(name, blob.crashed(random)));
        quarantine.forEach((name, blob) -> next.quarantine.put(name, blob.crashed(random)));
        next.durableNames = new TreeMap<>(next.files);
        failing = true;
        return next;
    }

    /** The disk as a restart after kill -9 would find it: what was written is there. */
    public SimulatedDisk kill() {
        SimulatedDisk next = new SimulatedDisk(random.nextLong());
        files.forEach((name, blob) -> next.files.put(name, blob.copy()));
        quarantine.forEach((name, blob) -> next.quarantine.put(name, blob.copy()));
        next.durableNames = new TreeMap<>(next.files);
        failing = true;
        return next;
    }

    public void failForceAfter(int forces) {
        forcesUntilFailure = forces;
    }

    public void failWriteAfter(int writes) {
        writesUntilFailure = writes;
    }

    /** Called in each force, before it takes effect; a slow disk moves the clock here. */
    public void duringForce(Runnable action) {
        duringForce = action;
    }

    public void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Whether files can have a second name on another simulated disk. */
    public void links(boolean now) {
        links = now;
    }

    public void failDeletes(boolean now) {
        deletesFail = now;
    }

    public void readOnly(boolean now) {
        readOnly = now;
    }

    /** Takes back every wish to fail. */
    public void heal() {
        forcesUntilFailure = Integer.MAX_VALUE;
        writesUntilFailure = Integer.MAX_VALUE;
        capacityBytes = Long.MAX_VALUE;
        readOnly = false;
    }

    public void flipBit(String name, long position, int bit) {
        Blob blob = existing(name);
        blob.bytes[(int) position] ^= (byte) (1 << bit);
        blob.durable[(int) position] ^= (byte) (1 << bit);
    }

    public void cut(String name, long size) {
        Blob blob = existing(name);
        blob.truncate((int) size);
        blob.force();
    }

    public byte[] content(String name) {
        Blob blob = existing(name);
        return Arrays.copyOf(blob.bytes, blob.size);
    }

    public void put(String name, byte[] content) {
        Blob blob = new Blob();
        blob.write(content, 0);
        blob.force();
        files.put(name, blob);
        durableNames.put(name, blob);
    }

    /** A file of the quarantine, as text. */
    public String quarantined(String name) {
        Blob blob = Objects.requireNonNull(quarantine.get(name), name);
        return new String(blob.bytes, 0, blob.size, StandardCharsets.UTF_8);
    }

    public List<String> quarantined() {
        return List.copyOf(quarantine.keySet());
    }

    @Override
    public List<String> list() throws IOException {
        check();
        return List.copyOf(files.keySet());
    }

    @Override
    public List<String> list(String folder) throws IOException {
        check();
        return quarantine.keySet().stream()
                .filter(name -> name.startsWith(folder + "/"))
                .toList();
    }

    @Override
    public boolean link(String name, Disk target) throws IOException {
        check();
        if (!links || !(target instanceof SimulatedDisk other)) {
            return false;
        }
        other.check();
        Blob blob = files.get(name);
        if (blob == null) {
            throw new NoSuchFileException(name);
        }
        other.files.put(name, blob);
        return true;
    }

    @Override
    public DiskFile open(String name, Access access) throws IOException {
        check();
        TreeMap<String, Blob> folder = name.contains("/") ? quarantine : files;
        if (access == Access.CREATE) {
            checkWritable();
            folder.put(name, new Blob());
        }
        Blob blob = folder.get(name);
        if (blob == null) {
            throw new NoSuchFileException(name);
        }
        if (access == Access.WRITE) {
            checkWritable();
        }
        return new Handle(blob);
    }

    @Override
    public void delete(String name) throws IOException {
        check();
        checkWritable();
        if (deletesFail) {
            throw new IOException("Operation not permitted");
        }
        files.remove(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        check();
        checkWritable();
        Blob blob = files.remove(from);
        if (blob == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, blob);
    }

    @Override
    public void forceDirectory() throws IOException {
        check();
        durableNames = new TreeMap<>(files);
    }

    @Override
    public Lock lock() throws JournalException {
        if (locked) {
            throw new JournalException(
                    JournalException.Kind.LOCKED, "the data folder simulated is used by another process (pid 1)");
        }
        locked = true;
        return () -> locked = false;
    }

    @Override
    public String place() {
        return "simulated";
    }

    private Blob existing(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private void check() throws IOException {
        if (failing) {
            throw new IOException("the machine is down");
        }
    }

    private void checkWritable() throws IOException {
        if (readOnly) {
            throw new IOException("Read-only file system");
        }
    }

    public long usedBytes() {
        return files.values().stream().mapToLong(blob -> blob.size).sum();
    }

    /** One file: what was written, what was forced, and what was written since. */
    private static final class Blob {
        private byte[] bytes = {};
        private int size;
        private byte[] durable = {};
        private int durableSize;
        private List<int[]> dirty = new ArrayList<>();

        void write(byte[] source, int position) {
            int end = position + source.length;
            if (bytes.length < end) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            System.arraycopy(source, 0, bytes, position, source.length);
            size = Math.max(size, end);
            dirty.add(new int[] {position, end});
        }

        void truncate(int to) {
            if (to < size) {
                Arrays.fill(bytes, to, size, (byte) 0);
                dirty.add(new int[] {to, size});
                size = to;
            }
        }

        void force() {
            if (durable.length < bytes.length) {
                durable = Arrays.copyOf(durable, bytes.length);
            }
            for (int[] range : dirty) {
                System.arraycopy(bytes, range[0], durable, range[0], Math.min(range[1], bytes.length) - range[0]);
            }
            durableSize = size;
            dirty.clear();
        }

        /**
         * A failed force: some sectors got to the disk, and the rest is forgotten, though reads still show
         * it.
         */
        void failForce(Random random) {
            if (durable.length < bytes.length) {
                durable = Arrays.copyOf(durable, bytes.length);
            }
            landIn(durable, random);
            dirty.clear();
        }

        /** The durable bytes with any subset of the sectors written since. */
        private byte[] land(Random random) {
            byte[] landed = Arrays.copyOf(durable, Math.max(durable.length, bytes.length));
            landIn(landed, random);
            return landed;
        }

        /** All of them, any, or none; each has its own luck only where it matters, as extents have thousands. */
        private void landIn(byte[] landed, Random random) {
            switch (random.nextInt(3)) {
                case 0 -> dirty.forEach(range -> landIn(landed, range[0], range[1]));
                case 1 -> dirty.forEach(range -> landSectorsIn(landed, range, random));
                default -> {}
            }
        }

        private void landSectorsIn(byte[] landed, int[] range, Random random) {
            for (int at = range[0]; at < range[1]; ) {
                int end = Math.min(range[1], (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
                if (random.nextBoolean()) {
                    landIn(landed, at, end);
                }
                at = end;
            }
        }

        private void landIn(byte[] landed, int from, int to) {
            System.arraycopy(bytes, from, landed, from, to - from);
        }

        Blob crashed(Random random) {
            Blob next = new Blob();
            next.bytes = land(random);
            next.size = dirty.isEmpty() || random.nextBoolean() ? durableSize : size;
            if (next.size < next.bytes.length) {
                Arrays.fill(next.bytes, next.size, next.bytes.length, (byte) 0);
            }
            next.durable = next.bytes.clone();
            next.durableSize = next.size;
            return next;
        }

        Blob copy() {
            Blob next = new Blob();
            next.bytes = bytes.clone();
            next.size = size;
            next.durable = Arrays.copyOf(durable, bytes.length);
            next.durableSize = durableSize;
            next.dirty = new ArrayList<>(dirty);
            return next;
        }
    }

    private final class Handle implements DiskFile {
        private final Blob blob;
        private boolean broken;

        private Handle(Blob blob) {
            this.blob = blob;
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            check();
            int length = (int) Math.max(0, Math.min(target.remaining(), blob.size - position));
            target.put(blob.bytes, (int) Math.min(position, blob.size), length);
            return length;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            check();
            checkWritable();
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            boolean fails = writesUntilFailure-- <= 0;
            long grows = Math.max(0, position + bytes.length - blob.size);
            if (fails || usedBytes() + grows > capacityBytes) {
                // A part of it may have been taken before the failure.
                int part = random.nextInt(bytes.length + 1);
                long room = Math.max(0, capacityBytes - usedBytes() + blob.size - position);
                blob.write(Arrays.copyOf(bytes, (int) Math.min(part, room)), (int) position);
                throw new IOException(fails ? "Input/output error" : "No space left on device");
            }
            blob.write(bytes, (int) position);
        }

        @Override
        public void force() throws IOException {
            check();
            if (broken) {
                throw new AssertionError("a handle whose force failed was used again");
            }
            duringForce.run();
            if (forcesUntilFailure-- <= 0) {
                broken = true;
                blob.failForce(random);
                throw new IOException("Input/output error");
            }
            blob.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            check();
            checkWritable();
            blob.truncate((int) size);
        }

        @Override
        public long size() throws IOException {
            check();
            return blob.size;
        }

        @Override
        public void close() {}
    }
}

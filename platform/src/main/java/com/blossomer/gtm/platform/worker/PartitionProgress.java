package com.blossomer.gtm.platform.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.BitSet;
import java.util.TreeSet;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * How far the tasks of one partition are done. Tasks finish in any order: what is committed is the watermark, below which
 * all is done, and in the commit's metadata the tasks done beyond it, so that after a crash only what was truly in flight
 * runs again. Offsets that hold no task (transaction markers) do not matter.
 *
 * <p>The metadata also says whether the partition was let go of in good order, how often in a row it was not, and which
 * task ran alone at the time: that is how a task that kills its worker is found. Not thread-safe.
 */
final class PartitionProgress {

    /** Tasks may be done at most this far beyond the watermark; keeps the metadata under Kafka's default of 4096 bytes. */
    static final int WINDOW = 16_384;

    private static final int VERSION = 2;
    private static final long NONE = -1;

    private final TreeSet<Long> open = new TreeSet<>();
    private final TreeSet<Long> doneBeyond = new TreeSet<>();
    private final long assignedAt;
    private long position;
    private int crashes;
    private long suspect = NONE;
    private int suspectCrashes;
    private long committedAt;

    private PartitionProgress(long position) {
        this.assignedAt = position;
        this.position = position;
    }

    /** Of a partition of which nothing was ever committed. */
    static PartitionProgress startingAt(long position) {
        return new PartitionProgress(position);
    }

    /** Reads back what {@link #metadata} wrote; metadata of another kind counts as none. */
    static PartitionProgress resume(long watermark, String metadata) {
        PartitionProgress progress = new PartitionProgress(watermark);
        if (metadata.isEmpty()) {
            return progress;
        }
        try (DataInputStream in = new DataInputStream(new InflaterInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(metadata))))) {
            if (in.readUnsignedByte() != VERSION) {
                return progress;
            }
            boolean clean = in.readBoolean();
            progress.crashes = clean ? 0 : in.readInt() + 1;
            if (clean) {
                in.readInt();
            }
            progress.suspect = in.readLong();
            progress.suspectCrashes = in.readInt() + (clean || progress.suspect == NONE ? 0 : 1);
            progress.committedAt = in.readLong();
            BitSet done = BitSet.valueOf(in.readAllBytes());
            done.stream().forEach(bit -> progress.doneBeyond.add(watermark + bit));
        } catch (IOException | IllegalArgumentException e) {
            return new PartitionProgress(watermark);
        }
        return progress;
    }

    /** A task was read. False: it was done before and must not run again. */
    boolean read(long offset) {
        position = Math.max(position, offset + 1);
        if (doneBeyond.contains(offset) || offset < assignedAt) {
            moved();
            return false;
        }
        open.add(offset);
        return true;
    }

    void done(long offset) {
        if (open.remove(offset)) {
            doneBeyond.add(offset);
        }
        acquit(offset);
        doneBeyond.headSet(watermark()).clear();
        moved();
    }

    /** A task was done before it is read here: its result was found. */
    void published(long offset) {
        if (offset >= watermark() && inWindow(offset)) {
            doneBeyond.add(offset);
            acquit(offset);
        }
    }

    private void acquit(long offset) {
        if (offset == suspect) {
            suspect = NONE;
            suspectCrashes = 0;
        }
    }

    private void moved() {
        if (watermark() > assignedAt) {
            crashes = 0;
        }
    }

    /** The task that runs alone now, because runs before this one crashed. */
    void suspect(long offset) {
        if (offset != suspect) {
            suspect = offset;
            suspectCrashes = 0;
        }
    }

    /** What is in flight has not killed this process for long enough: earlier crashes are held against none of it. */
    void survived() {
        crashes = 0;
        suspect = NONE;
        suspectCrashes = 0;
    }

    /** How often the process died while this task ran alone. */
    int crashesOf(long offset) {
        return offset == suspect ? suspectCrashes : 0;
    }

    /** How often in a row the process died without the watermark moving. */
    int crashes() {
        return crashes;
    }

    /** When the metadata was written that this was read back from, in epoch milliseconds; 0 when there was none. */
    long committedAt() {
        return committedAt;
    }

    /** The offset to commit: all before it is done. */
    long watermark() {
        return open.isEmpty() ? position : open.first();
    }

    /** Whether the task at this offset may start without outgrowing the metadata. */
    boolean inWindow(long offset) {
        return offset - watermark() < WINDOW;
    }

    /**
     * What is committed beside the watermark.
     *
     * @param clean whether the partition is let go of in good order; what is in flight is then handed back, not crashed
     * @param epochMillis the time
     */
    String metadata(boolean clean, long epochMillis) {
        long watermark = watermark();
        BitSet done = new BitSet();
        doneBeyond.tailSet(watermark).forEach(offset -> done.set((int) (offset - watermark)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
            out.writeByte(VERSION);
            out.writeBoolean(clean);
            out.writeInt(crashes);
            out.writeLong(suspect);
            out.writeInt(suspectCrashes);
            out.writeLong(epochMillis);
            out.write(done.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}

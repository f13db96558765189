package com.blossomer.gtm.avro;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Encoders and their buffers, used again. Pooled, not thread-local: producers run on short-lived virtual threads. */
final class BufferPool {

    private static final int LARGEST_KEPT = 1 << 20;

    private final BlockingQueue<Buffer> idle = new ArrayBlockingQueue<>(16);

    Buffer take() {
        Buffer buffer = idle.poll();
        return buffer == null ? new Buffer() : buffer;
    }

    void give(Buffer buffer) {
        if (buffer.reset() <= LARGEST_KEPT) {
            idle.offer(buffer);
        }
    }

    static final class Buffer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);

        void header(int id) {
            out.write(WireFormat.MAGIC);
            out.write(id >>> 24);
            out.write(id >>> 16);
            out.write(id >>> 8);
            out.write(id);
        }

        BinaryEncoder encoder() {
            return encoder;
        }

        void raw(byte[] bytes) {
            out.writeBytes(bytes);
        }

        byte[] toByteArray() throws IOException {
            encoder.flush();
            return out.toByteArray();
        }

        /** Empties it, also of what a failed write left behind; says how large it had grown. */
        int reset() {
            int size = out.size();
            out.reset();
            encoder = EncoderFactory.get().binaryEncoder(out, encoder);
            out.reset();
            return size;
        }
    }
}

package com.blossomer.gtm.llm.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, let go of once it is written to the connection: the request is kept until the answer is there, and a
 * thousand may be waited for. It is sent once.
 */
final class SentBody extends AbstractHttpEntity {

    private final long length;
    private final AtomicReference<@Nullable List<byte[]>> parts;

    /**
     * What it is, the request's headers say.
     *
     * @param parts of the body, one after another
     */
    SentBody(List<byte[]> parts) {
        super((ContentType) null, null);
        this.length = parts.stream().mapToLong(part -> part.length).sum();
        this.parts = new AtomicReference<>(List.copyOf(parts));
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public void writeTo(OutputStream connection) throws IOException {
        List<byte[]> whole = parts.getAndSet(null);
        if (whole == null) {
            throw new IOException("the request was sent before");
        }
        for (byte[] part : whole) {
            connection.write(part);
        }
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("it is only written");
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}

package com.blossomer.gtm.llm.remote;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, let go of when it is handed to the connection. The client's own publishers keep it, and a copy of
 * it, until the answer is there, and then for as long as the connection waits for its next request. It is sent once.
 */
final class SentBody implements BodyPublisher {

    private final long length;
    private final AtomicReference<@Nullable ByteBuffer> body;

    SentBody(byte[] bytes) {
        this.length = bytes.length;
        this.body = new AtomicReference<>(ByteBuffer.wrap(bytes));
    }

    @Override
    public long contentLength() {
        return length;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> connection) {
        connection.onSubscribe(new Flow.Subscription() {

            private boolean ended;

            @Override
            public void request(long pieces) {
                if (ended) {
                    return;
                }
                ended = true;
                ByteBuffer whole = body.getAndSet(null);
                if (whole == null) {
                    connection.onError(new IOException("the request was sent before"));
                } else {
                    connection.onNext(whole);
                    connection.onComplete();
                }
            }

            @Override
            public void cancel() {
                ended = true;
            }
        });
    }
}

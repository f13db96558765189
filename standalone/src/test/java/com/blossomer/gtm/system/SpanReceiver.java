package com.blossomer.gtm.system;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Receives spans over OTLP/HTTP and reads of its Protobuf what the tests ask about. */
final class SpanReceiver implements AutoCloseable {

    /** Field numbers of {@code opentelemetry.proto.trace.v1}. */
    private static final int RESOURCE_SPANS = 1;

    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;
    private static final int TRACE_ID = 1;
    private static final int SPAN_ID = 2;
    private static final int PARENT_ID = 4;
    private static final int NAME = 5;

    private final List<ReceivedSpan> spans = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    record ReceivedSpan(String traceId, String spanId, String parentId, String name) {}

    SpanReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<ReceivedSpan> of(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    /** All that came, as it came: texts stand in it as they are. */
    List<String> bodies() {
        return bodies;
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        bodies.add(new String(body, StandardCharsets.ISO_8859_1));
        for (byte[] resource : all(body, RESOURCE_SPANS)) {
            for (byte[] scope : all(resource, SCOPE_SPANS)) {
                all(scope, SPANS).forEach(span -> spans.add(span(span)));
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private static ReceivedSpan span(byte[] message) {
        HexFormat hex = HexFormat.of();
        return new ReceivedSpan(
                hex.formatHex(first(message, TRACE_ID)),
                hex.formatHex(first(message, SPAN_ID)),
                hex.formatHex(first(message, PARENT_ID)),
                new String(first(message, NAME), StandardCharsets.UTF_8));
    }

    private static byte[] first(byte[] message, int number) {
        return all(message, number).stream().findFirst().orElse(new byte[0]);
    }

    /** All fields of that number, which have a length; numbers are passed over. */
    private static List<byte[]> all(byte[] bytes, int number) {
        ByteBuffer message = ByteBuffer.wrap(bytes);
        List<byte[]> fields = new ArrayList<>();
        while (message.hasRemaining()) {
            int tag = (int) varint(message);
            switch (tag & 7) {
                case 0 -> varint(message);
                case 1 -> message.position(message.position() + 8);
                case 2 -> {
                    byte[] field = new byte[(int) varint(message)];
                    message.get(field);
                    if (tag >>> 3 == number) {
                        fields.add(field);
                    }
                }
                case 5 -> message.position(message.position() + 4);
                default -> throw new IllegalArgumentException("no such wire type: " + (tag & 7));
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

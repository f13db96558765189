package com.blossomer.gtm.content;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A server on loopback that may say anything at all; to {@code /robots.txt} it says that there is none. */
final class RawServer implements AutoCloseable {

    /** What is said to a request; the connection is closed afterwards. */
    interface Script {
        void play(Line line) throws IOException, InterruptedException;
    }

    /** One connection, after the request was read. */
    final class Line {
        private final Socket socket;
        private final OutputStream out;

        private Line(Socket socket) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
        }

        Line say(String text) throws IOException {
            return say(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Line say(byte[] bytes) throws IOException {
            out.write(bytes);
            sent.addAndGet(bytes.length);
            return this;
        }

        /** The same again and again, until the reader hangs up or the test is over. */
        void sayForEver(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            while (over.getCount() > 0) {
                say(bytes);
            }
        }

        /** A byte now and then, far more often than any socket time-out. */
        void drip() throws IOException, InterruptedException {
            do {
                say("x");
            } while (!over.await(20, TimeUnit.MILLISECONDS));
        }

        void hang() throws InterruptedException {
            over.await();
        }

        /** The connection ends with a reset instead of a proper end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
        }
    }

    private final ServerSocket server;
    private final Script script;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong hungUp = new AtomicLong();

    RawServer(Script script) {
        this.script = script;
        try {
            server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /** Bytes that were written, to any connection. */
    long sent() {
        return sent.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            over.countDown(); // Closed: the test is over.
        }
    }

    private void serve(Socket connection) {
        try (Socket socket = connection) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            String request = in.readLine();
            String header = request;
            while (header != null && !header.isEmpty()) {
                header = in.readLine();
            }
            Line line = new Line(socket);
            if (request != null && request.startsWith("GET /robots.txt ")) {
                line.say("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            } else {
                script.play(line);
            }
        } catch (IOException e) {
            hungUp.incrementAndGet(); // The reader, as it may.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
        threads.shutdownNow();
    }
}

package com.blossomer.gtm.llm.remote;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** The library's connection without its logs, which at their most talkative hold prompts, answers and keys. */
final class UnloggedConnection extends DefaultManagedHttpClientConnection {

    private UnloggedConnection() {
        super("llm");
    }

    /** @param socket null where it is bound later */
    static ManagedHttpClientConnection on(@Nullable Socket socket) throws IOException {
        UnloggedConnection connection = new UnloggedConnection();
        if (socket != null) {
            connection.bind(socket);
        }
        return connection;
    }

    @Override
    public void bind(Socket socket) throws IOException {
        bind(new SocketHolder(socket));
        setSocketTimeout(Timeout.ofMilliseconds(socket.getSoTimeout()));
    }

    @Override
    public void bind(SSLSocket secured, Socket socket) throws IOException {
        bind(new SocketHolder(secured, socket));
        setSocketTimeout(Timeout.ofMilliseconds(secured.getSoTimeout()));
    }

    @Override
    protected void onRequestSubmitted(ClassicHttpRequest request) {
        // Its headers hold the key.
    }

    @Override
    protected void onResponseReceived(ClassicHttpResponse response) {
        // Nothing to tell.
    }
}

package com.blossomer.gtm.content;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.io.DetachedSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the real client: notes each address that one is about to be connected to, and lets only those through
 * that a test serves on, so that no test reaches out of the machine.
 */
final class SocketWatch implements DetachedSocketFactory {

    private final List<InetAddress> served;
    private final List<InetSocketAddress> connected = new CopyOnWriteArrayList<>();

    SocketWatch(String... served) {
        this.served = List.of(served).stream().map(InetAddress::ofLiteral).toList();
    }

    /** Addresses that were connected to, or would have been. */
    List<InetSocketAddress> connected() {
        return List.copyOf(connected);
    }

    List<String> addresses() {
        return connected.stream()
                .map(endpoint -> endpoint.getAddress().getHostAddress())
                .toList();
    }

    void forget() {
        connected.clear();
    }

    @Override
    public Socket create(@Nullable Proxy proxy) {
        return new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                InetSocketAddress target = (InetSocketAddress) endpoint;
                connected.add(target);
                if (!served.contains(target.getAddress())) {
                    throw new ConnectException("not in a test");
                }
                super.connect(endpoint, timeout);
            }
        };
    }
}

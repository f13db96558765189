package com.blossomer.gtm.content;

import java.net.InetAddress;
import java.net.Socket;
import org.apache.hc.client5.http.io.DetachedSocketFactory;

/**
 * Where names are looked up and sockets come from; others in tests, which watch both.
 *
 * @param sockets ignores proxies: whatever the machine is set to, the address that was checked is the one connected to
 */
record Outside(GuardedDns.Lookup lookup, DetachedSocketFactory sockets) {

    static final Outside REAL = new Outside(InetAddress::getAllByName, proxy -> new Socket());
}

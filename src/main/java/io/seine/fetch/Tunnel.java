package io.seine.fetch;

import io.seine.config.FetchSettings;
import java.net.InetSocketAddress;
import org.apache.pekko.http.javadsl.ClientTransport;
import org.apache.pekko.http.javadsl.model.headers.HttpCredentials;

/// Connections through an HTTP proxy that does not see into them (`CONNECT`, RFC 9110, section 9.3.6).
final class Tunnel {
    private Tunnel() {}

    /// @param address of the proxy
    static ClientTransport through(FetchSettings.Proxy proxy, InetSocketAddress address) {
        if (proxy.userInfo() == null) {
            return ClientTransport.httpsProxy(address);
        }
        var userInfo = proxy.userInfo().value();
        int colon = userInfo.indexOf(':');
        return ClientTransport.httpsProxy(
                address,
                HttpCredentials.createBasicHttpCredentials(
                        colon < 0 ? userInfo : userInfo.substring(0, colon),
                        colon < 0 ? "" : userInfo.substring(colon + 1)));
    }
}

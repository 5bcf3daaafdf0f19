package io.seine.hostile;

/// An origin that is waiting for its victim.
interface Trap extends AutoCloseable {
    /// The address to ask it for.
    String url(String path);

    /// Checks that the victim has let go of it: no connection is open.
    void expectForsaken() throws InterruptedException;

    @Override
    void close();
}

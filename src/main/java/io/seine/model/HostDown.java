package io.seine.model;

/// A host has not answered for so long that nothing is asked of it for a while.
public final class HostDown extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param trouble what it was that happened last
    public HostDown(String host, String trouble) {
        super(host + " is down: " + trouble, null, false, false); // data, not a bug: no stack trace
    }
}

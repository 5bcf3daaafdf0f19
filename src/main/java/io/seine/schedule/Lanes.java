package io.seine.schedule;

/// How many transfers at once a host may have. A new host begins with few and earns more with every answer, so that a
/// dead one never takes many places; one that is overloaded gets half, and then more one by one (as TCP does with its
/// congestion window, RFC 5681).
final class Lanes {
    private static final int FIRST = 2;

    private int limit = FIRST;
    private boolean starting = true;
    private int successes;

    /// @param most what the settings allow
    int limit(int most) {
        return Math.min(limit, most);
    }

    void succeeded(int most) {
        if (limit >= most) {
            limit = most;
        } else if (starting || ++successes >= limit) {
            limit++;
            successes = 0;
        }
    }

    void overloaded(int most) {
        limit = Math.max(1, limit(most) / 2);
        starting = false;
        successes = 0;
    }

    /// The host was out of reach: it begins anew.
    void restart() {
        limit = FIRST;
        starting = true;
    }
}

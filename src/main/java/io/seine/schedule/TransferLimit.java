package io.seine.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// How many transfers all schedules together may have in flight, and what of that is each one's fair share.
///
/// Shares are max-min fair (Bertsekas and Gallager, Data Networks, 6.5.2): nobody gets more than it wants, and what one
/// leaves is for the others in equal parts. A share that has shrunk ends no transfer: until those above it have ended,
/// the total alone keeps the others from theirs. May be used on any thread.
public final class TransferLimit {
    private final int total;
    private final List<Share> shares = new ArrayList<>();
    /// Those who would have started a transfer if the total had allowed it.
    private final Set<Share> awaiting = new LinkedHashSet<>();

    private int taken;

    /// @param total transfers in flight at once
    public TransferLimit(int total) {
        if (total < 1) {
            throw new IllegalArgumentException("at least one transfer at once, not " + total);
        }
        this.total = total;
    }

    /// No limit.
    public static TransferLimit none() {
        return new TransferLimit(Integer.MAX_VALUE);
    }

    /// The share of a schedule that begins.
    ///
    /// @param wanted transfers at once that it would have by itself
    /// @param ring called, on any thread, when it may be worth asking again
    Share join(int wanted, Runnable ring) {
        Share share;
        synchronized (this) {
            share = new Share(wanted, ring);
            shares.add(share);
        }
        divide();
        return share;
    }

    /// Gives everybody the share that is fair now.
    private void divide() {
        List<Share> all;
        synchronized (this) {
            int left = total;
            int sharers = shares.size();
            for (var share : shares.stream()
                    .sorted(Comparator.comparingInt(Share::wanted))
                    .toList()) {
                share.size = Math.min(share.wanted, Math.max(1, left / sharers));
                left -= share.size;
                sharers--;
            }
            all = List.copyOf(shares);
        }
        all.forEach(share -> share.ring.run());
    }

    /// Transfers in flight.
    public synchronized int inFlight() {
        return taken;
    }

    /// What waits for its turn in all schedules.
    public synchronized int waiting() {
        return shares.stream().mapToInt(share -> share.length).sum();
    }

    private void ringAwaiting() {
        List<Share> all;
        synchronized (this) {
            all = List.copyOf(awaiting);
            awaiting.clear();
        }
        all.forEach(share -> share.ring.run());
    }

    /// What one schedule may have in flight, and has.
    final class Share {
        private final Runnable ring;
        private int wanted;
        private int size;
        private int used;
        private boolean left;
        /// Of the line of those that wait for their turn; the schedule's stage tells it.
        private volatile int length;

        private Share(int wanted, Runnable ring) {
            this.wanted = wanted;
            this.ring = ring;
        }

        private int wanted() {
            return wanted;
        }

        /// Takes a place for a transfer, if there is one. If only the total is in the way, the bell rings when there
        /// may be one.
        boolean take() {
            synchronized (TransferLimit.this) {
                if (used >= size) {
                    return false;
                } else if (taken >= total) {
                    awaiting.add(this);
                    return false;
                }
                add(1);
                return true;
            }
        }

        /// Counts what starts nothing as if it had a place.
        void pass() {
            synchronized (TransferLimit.this) {
                add(1);
            }
        }

        /// Gives a place back.
        void release() {
            boolean awaited;
            synchronized (TransferLimit.this) {
                add(-1);
                awaited = !awaiting.isEmpty();
            }
            if (awaited) {
                ringAwaiting();
            }
        }

        private void add(int places) {
            if (!left) {
                used += places;
                taken += places;
            }
        }

        void length(int entries) {
            length = entries;
        }

        /// Tells how many transfers it would have by itself from now on.
        void want(int transfers) {
            synchronized (TransferLimit.this) {
                wanted = transfers;
            }
            divide();
        }

        /// The places that are its own now.
        int size() {
            synchronized (TransferLimit.this) {
                return size;
            }
        }

        /// Gives back all that it has, for good.
        void leave() {
            synchronized (TransferLimit.this) {
                taken -= used;
                used = 0;
                left = true;
                shares.remove(this);
                awaiting.remove(this);
            }
            divide();
        }
    }
}

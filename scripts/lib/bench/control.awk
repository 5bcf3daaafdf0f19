# The table of `scripts/bench control`: for each window items per second, those of the window before, calls per second,
# the slowest calls, the client's share; milliseconds per call while the job was paused.

# The ratio is that of the sums, whose error comes of what each pair of windows differs from it.
function row(name, title,    i, n, with, alone, client, ratio, rest, squares) {
    n = runs[name]
    if (n < 2) return
    for (i = 1; i <= n; i++) {
        with += figures[name, 2, i]
        alone += figures[name, 3, i]
        client += figures[name, 6, i] # which comes in ticks of 10 ms
    }
    ratio = with / alone
    for (i = 1; i <= n; i++) {
        rest = figures[name, 2, i] - ratio * figures[name, 3, i]
        squares += rest * rest
    }
    printf "  %-30s %8.0f %8.0f %7.3f +- %.3f %8.0f %10.1f %9.1f\n", title, with / n, alone / n, ratio, \
        1.96 * sqrt(squares / (n - 1) / n) / (alone / n), median(name, 4), median(name, 5), client / n
}

function paused(name, title) {
    if (name in runs) printf "  %-30s %8.3f ms of the server's CPU per call\n", title, median(name, 2)
}

END {
    printf "  %-30s %8s %8s %16s %8s %10s %9s\n", "beside the job", "items/s", "alone", "ratio", "calls/s", "p99 ms", "client %"
    row("calls_elsewhere", "calls of another server")
    row("calls", "calls")
    row("subscribers", "ten subscribers, one stuck")
    paused("paused_calls", "calls, the job paused")
    paused("paused_calls_that_change_nothing", "the same, changing nothing")
    for (name in wrong) printf "  %s %s\n", name, wrong[name]
}

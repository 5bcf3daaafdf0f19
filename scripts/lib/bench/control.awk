# The table of `scripts/bench control`: for each window items per second or milliseconds per call, calls per second, the
# slowest calls, the client's share.

function row(name, title) {
    if (!(name in runs)) return
    rate = median(name, 2); whole = median("nothing", 2)
    all = none = 0
    for (i = 1; i <= runs[name]; i++) { all += figures[name, 2, i]; none += figures["nothing", 2, i] }
    printf "  %-30s %8.0f %10.3f %10.3f %8.0f %10.1f %9.1f\n", title, rate, rate / whole, all / none, \
        median(name, 3), median(name, 4), median(name, 5)
}

function paused(name, title) {
    if (name in runs) printf "  %-30s %8.3f ms of the server's CPU per call\n", title, median(name, 2)
}

END {
    printf "  %-30s %8s %10s %10s %8s %10s %9s\n", "beside the job", "items/s", "of nothing", "of all", "calls/s", "p99 ms", "client %"
    row("nothing", "nothing")
    row("calls_elsewhere", "calls of another server")
    row("calls", "calls")
    row("calls_that_change_nothing", "calls that change nothing")
    row("subscribers", "ten subscribers, one stuck")
    paused("paused_calls", "calls, the job paused")
    paused("paused_calls_that_change_nothing", "the same, changing nothing")
    for (name in wrong) printf "  %s %s\n", name, wrong[name]
}

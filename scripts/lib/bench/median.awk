# Collects a suite's results: in each line a tool and its figures, or a tool and what went wrong with it.

$2 !~ /^[0-9]/ { wrong[$1] = substr($0, length($1) + 2); next }

{
    runs[$1]++
    for (i = 2; i <= NF; i++) figures[$1, i, runs[$1]] = $i == "-" ? $i : $i + 0
}

# The median over the rounds; sets `spread` to the largest over the smallest.
function median(tool, what,    i, j, held, sorted, n) {
    n = runs[tool]
    for (i = 1; i <= n; i++) {
        held = figures[tool, what, i]
        for (j = i - 1; j >= 1 && sorted[j] > held; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = held
    }
    spread = sorted[n] / sorted[1]
    return (sorted[int((n + 1) / 2)] + sorted[int(n / 2) + 1]) / 2
}

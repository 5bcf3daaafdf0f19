# The table of a suite of `files`, for the tools in `order`: seconds, CPU seconds and KiB of each round.

function times(part, whole) {
    return "curl" in runs ? sprintf("%.2f", part / whole) : "-"
}

END {
    line = "  %-8s %9s %8s %12s %8s %9s %12s\n"
    printf line, "", "files/s", "of curl", "CPU ms/file", "of curl", "peak MiB", "slow/fast"
    if ("curl" in runs) { curl_wall = median("curl", 2); curl_cpu = median("curl", 3) }
    count = split(order, names, " ")
    for (k = 1; k <= count; k++) {
        tool = names[k]
        if (tool in wrong) { printf "  %-8s %s\n", tool, wrong[tool]; continue }
        if (!(tool in runs)) { printf "  %-8s not installed\n", tool; continue }
        peak = figures[tool, 4, 1] == "-" ? "-" : sprintf("%.0f", median(tool, 4) / 1024)
        cpu = median(tool, 3); wall = median(tool, 2)
        printf line, tool, sprintf("%.0f", files / wall), times(curl_wall, wall), \
            sprintf("%.3f", 1000 * cpu / files), times(cpu, curl_cpu), peak, sprintf("%.2f", spread)
    }
}

# The table of a suite, for the tools in `order`: pictures per second, CPU ms per picture and KiB made of each round.

function ratio(tool, over, under) {
    return tool == "seine" ? "" : "seine" in runs ? sprintf("%.2f", over / under) : "-"
}

END {
    line = "  %-15s %10s %9s %15s %9s %9s %10s\n"
    printf line, "", "pictures/s", "Seine/it", "CPU ms/picture", "it/Seine", "KiB made", "slow/fast"
    if ("seine" in runs) { seine_rate = median("seine", 2); seine_cpu = median("seine", 3) }
    count = split(order, names, " ")
    for (k = 1; k <= count; k++) {
        tool = names[k]
        if (tool in wrong) { printf "  %-15s %s\n", tool, wrong[tool]; continue }
        if (!(tool in runs)) { printf "  %-15s missing\n", tool; continue }
        made = median(tool, 4); cpu = median(tool, 3); rate = median(tool, 2)
        printf line, tool, sprintf("%.0f", rate), ratio(tool, seine_rate, rate), \
            sprintf("%.2f", cpu), ratio(tool, cpu, seine_cpu), made ? sprintf("%.0f", made) : "-", \
            sprintf("%.2f", spread)
    }
}

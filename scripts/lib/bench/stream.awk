# The table of the whole stream beside the codec alone: pictures per second and CPU ms per picture of each round, and
# for the stream its pictures per second in the second half of the rows.

function row(name, rate, cpu, spread) {
    printf line, name, sprintf("%.0f", rate), codec_rate ? sprintf("%.2f", rate / codec_rate) : "-", \
        cpu ? sprintf("%.2f", cpu) : "", cpu && codec_cpu ? sprintf("%.2f", cpu / codec_cpu) : "", sprintf("%.2f", spread)
}

END {
    line = "  %-30s %10s %13s %15s %13s %10s\n"
    printf line, "", "pictures/s", "of the codec", "CPU ms/picture", "of the codec", "slow/fast"
    for (name in wrong) printf "  %-30s %s\n", name, wrong[name]
    if ("seine" in runs) {
        codec_cpu = median("seine", 3); codec_rate = median("seine", 2)
        row("codec alone, " threads, codec_rate, codec_cpu, spread)
    }
    if ("stream" in runs) {
        cpu = median("stream", 3); rate = median("stream", 2)
        row("stream, start to end", rate, cpu, spread)
        rate = median("stream", 4)
        row("stream, second half of rows", rate, 0, spread)
    }
}

package io.seine.config;

/// In which order and how densely hosts are asked.
///
/// @param perHostParallelism transfers at once with one host
/// @param lookAhead rows read ahead, so that a slow host does not hold up the others
public record ScheduleSettings(int perHostParallelism, int lookAhead) {
    public ScheduleSettings {
        if (perHostParallelism < 1 || lookAhead < 1) {
            throw new IllegalArgumentException("per-host parallelism and look-ahead are at least 1");
        }
    }
}

package io.seine.schedule;

/// A transfer that was let through.
///
/// @param host whom it is with
/// @param startedAt when, in nanoseconds
/// @param charged the place-time that the host was charged for it in advance
record Lane<T>(Host<T> host, long startedAt, long charged) {}

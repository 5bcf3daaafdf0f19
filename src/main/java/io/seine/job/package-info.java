/// The actors: a registry of jobs, a job, its supervisor of fetchers, and a fetcher for every URL.
///
/// Whatever can happen to a running job happens as a message, in order: starting, pausing, cancelling, an outcome, the
/// end of the stream. The stream asks the supervisor for a fetcher, and that is the only bridge between the two.
@NullMarked
package io.seine.job;

import org.jspecify.annotations.NullMarked;

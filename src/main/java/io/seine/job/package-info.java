/// The actors: a registry of jobs, a job, its supervisor of fetchers, and a fetcher for every URL.
///
/// Whatever can happen to a running job happens as a message, in order: starting, pausing, cancelling, an outcome, the
/// end of the stream, trouble with the output. The stream asks the supervisor for a fetcher, and that is the only
/// bridge between the two.
///
/// A stage that cannot write keeps what it has in hand and waits at the job's [StorageGate]. The job pauses, with one
/// message for all of them, and opens the gate when it is told to go on: only a person knows when a disk has room
/// again, and ten thousand rows that failed for want of it would all have to be fetched anew.
@NullMarked
package io.seine.job;

import org.jspecify.annotations.NullMarked;

/// The record stage: the ledger, which is the truth about what is done, and what is counted from it.
///
/// The ledger is a text file that is only ever appended to, a line for an outcome: a process that is killed can tear
/// at most the last line, and anybody can read it with `grep` and `jq`. That it can have tens of millions of lines when
/// a job goes on is why [Replay] reads only what it needs of each, on several threads, and [DoneRows] keeps three bytes
/// of it. What a power cut may do to it, and to the files that it names, is a matter of [Durability].
///
/// What is made of whole shards, tars and Parquet files, is made here, too, from what the ledger says, and not where
/// bodies are saved: only who knows how every row ended knows that a shard is complete and what its rows are. The save
/// stage leaves bodies where [io.seine.model.Shards] says; a shard is sealed from those and from its records, in the
/// order of its rows, and so comes out the same whenever that is done. Its mark in `.seine/sealed` is written behind
/// its files and before the bodies go: killed at any moment in between, the next start does the rest again.
@NullMarked
package io.seine.record;

import org.jspecify.annotations.NullMarked;

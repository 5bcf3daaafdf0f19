/// The record stage: the ledger, which is the truth about what is done, and what is counted from it.
///
/// The ledger is a text file that is only ever appended to, a line for an outcome: a process that is killed can tear
/// at most the last line, and anybody can read it with `grep` and `jq`.
@NullMarked
package io.seine.record;

import org.jspecify.annotations.NullMarked;

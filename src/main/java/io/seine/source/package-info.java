/// The source stage: reads the input of a job, row by row, into items.
///
/// Lists come from people and programs, so no row is trusted: a row that cannot be read becomes a `bad_row` with its
/// line, and no line or quoted cell can make the reader hold more than a bounded piece of the list. That is why CSV is
/// read here, line by line: libraries read a quoted cell to its end, which a stray quote puts at that of the list.
///
/// Lists may also come one by one, as files that are put into a folder: then [DropFolder] tells which of them are
/// whole, and
/// remembers, by their names, what was taken.
@NullMarked
package io.seine.source;

import org.jspecify.annotations.NullMarked;

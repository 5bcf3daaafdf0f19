/// The database in which the server remembers its jobs from one process to the next.
///
/// Tables are made here and carry a version of their own: what the journal's library makes tells none. Only one server
/// may write a journal, so that each holds a lock for as long as it lives: the file's, or one of the database.
@NullMarked
package io.seine.database;

import org.jspecify.annotations.NullMarked;

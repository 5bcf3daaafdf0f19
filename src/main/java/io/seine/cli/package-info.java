/// The program: commands, progress, reports and exit codes. The only package that prints.
///
/// What it does with a job, an embedding program can do, too: it uses [io.seine.Seine] and the settings like a
/// stranger. Reports go to standard output and everything that is on the way there to standard error, so that
/// either can be redirected alone.
@NullMarked
package io.seine.cli;

import org.jspecify.annotations.NullMarked;

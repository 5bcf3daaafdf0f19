/// The save stage: gives every result its name and puts it into the output folder, whole or not at all.
///
/// Everything is first written into `.seine/tmp` inside the output folder, which is on the same file system, and then
/// moved: so one place tells what a killed process left behind, and nothing under a final name is ever torn.
@NullMarked
package io.seine.save;

import org.jspecify.annotations.NullMarked;

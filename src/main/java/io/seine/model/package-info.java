/// The words that every stage speaks: items, outcomes and what they are made of.
///
/// Nothing here knows a stage, an actor or a library, so that a stage can be read, tested and replaced without
/// its neighbours: whatever crosses the border between two packages is one of these types.
@NullMarked
package io.seine.model;

import org.jspecify.annotations.NullMarked;

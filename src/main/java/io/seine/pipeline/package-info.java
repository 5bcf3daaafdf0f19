/// The stream, stage by stage: the one place that knows all six and their order.
///
/// It knows no actor. What the stages need from each other, and the fetch function that actors supply, is handed to
/// them here, so that the whole stream runs in a test with a function in place of the actors.
@NullMarked
package io.seine.pipeline;

import org.jspecify.annotations.NullMarked;

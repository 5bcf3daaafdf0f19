/// Whether a job survives being killed at any moment, as often as you like: `scripts/torture`.
@NullMarked
package io.seine.torture;

import org.jspecify.annotations.NullMarked;

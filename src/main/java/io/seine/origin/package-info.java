/// The bundled demo origin: a small web server that holds the flags of 194 countries and misbehaves on purpose.
///
/// For the recipes there are songs and pages beside them, which are slow at worst.
///
/// Delays and troubles make a first run look like the real web without leaving the machine. Which path is in which
/// trouble follows from the seed and the path alone, never from time or order, so that every run of the demo loses
/// the same flags and a test can count them.
@NullMarked
package io.seine.origin;

import org.jspecify.annotations.NullMarked;

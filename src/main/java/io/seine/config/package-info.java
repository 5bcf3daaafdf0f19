/// Settings: what a job is told, read once from HOCON into records that guard themselves.
///
/// Only this package knows the configuration library. [Settings] layers defaults, file, environment and command
/// line and reports every mistake with its file, line and key; stages see finished records, so that an embedded
/// caller may as well build them by hand.
@NullMarked
package io.seine.config;

import org.jspecify.annotations.NullMarked;

package io.seine.cli;

/// How progress is shown.
enum ProgressMode {
    /// One line that is drawn anew.
    BAR,
    /// A line every few seconds.
    PLAIN,
    /// Not at all.
    NONE
}

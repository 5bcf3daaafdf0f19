package io.seine.config;

import java.util.List;

/// Settings that cannot be used. Each problem names file and line, or the option, and the key.
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    /// Settings with these problems, one line each.
    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, one line each.
    public List<String> problems() {
        return problems;
    }
}

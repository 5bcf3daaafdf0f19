package io.seine.server;

/// A row of the table: something that a client does, and what becomes of it.
///
/// @param does in the README's words
/// @param answer what it gets, in the README's words
/// @param attempt does it, and returns what it got in the same words
public record HostileClient(String does, String answer, Attempt attempt) {

    /// Does something hostile.
    interface Attempt {
        String run(Victim victim) throws Exception;
    }

    @Override
    public String toString() {
        return does;
    }
}

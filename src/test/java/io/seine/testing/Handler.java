package io.seine.testing;

import org.jspecify.annotations.Nullable;

/// The script of a [ScriptedOrigin]. Called on one thread per connection, so for many requests at once.
@FunctionalInterface
public interface Handler {

    /// What to do about `request`. May block; meanwhile the origin does not notice that the peer has gone.
    ///
    /// @throws Exception never in a sound script: the request is answered 500 and [ScriptedOrigin#close] complains
    Answer answer(Request request) throws Exception;

    /// Whether the connection of that number, the first being 1, is welcome. Any other is reset on accept.
    default boolean welcomes(int connection) {
        return true;
    }

    /// What to say on a fresh connection before anything is asked; null, as with every decent server, for nothing.
    default @Nullable Answer greeting() {
        return null;
    }

    /// A script that says `greeting` as soon as it is connected, and answers nothing.
    static Handler greeting(Answer greeting) {
        return new Handler() {
            @Override
            public Answer answer(Request request) {
                return Answer.neverAnswering();
            }

            @Override
            public Answer greeting() {
                return greeting;
            }
        };
    }

    /// A script that resets every connection before it says a word.
    static Handler resettingOnAccept() {
        return new Handler() {
            @Override
            public Answer answer(Request request) {
                throw new IllegalStateException("no connection was welcome, yet this one asks for " + request);
            }

            @Override
            public boolean welcomes(int connection) {
                return false;
            }
        };
    }
}

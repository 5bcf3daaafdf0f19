package io.seine.model;

import java.util.regex.Pattern;

/// Takes user and password out of addresses before anybody is told them.
public final class Credentials {
    /// An address from its beginning to the end of the user: whatever its characters.
    private static final Pattern AT_THE_FRONT = Pattern.compile("(?i)^(https?:[/\\\\]*)[^/\\\\?#]*@");

    /// The same in the middle of a text: as far as it is one word.
    private static final Pattern INSIDE =
            Pattern.compile("(?i)([a-z][a-z0-9+.-]{0,30}:[/\\\\]{2,})[^\\s/\\\\?#\"'<>]*@");

    /// In what is no address: up to the last `@`, as a password may hold what ends the user in an address.
    private static final Pattern IN_NO_ADDRESS = Pattern.compile("(?s)^([A-Za-z][A-Za-z0-9+.-]*:[/\\\\]+)?.*@");

    private Credentials() {}

    /// `text` with the user and password of every address in it dropped: `http://user:pass@h/a` becomes `http://h/a`.
    /// All else stays as it is.
    public static String dropped(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        var front = AT_THE_FRONT.matcher(UrlParser.cleaned(text));
        return INSIDE.matcher(front.find() ? front.replaceFirst("$1") : text).replaceAll("$1");
    }

    /// [#dropped] of a text that is meant to be one address. If it is none, all before its last `@` may be a secret.
    public static String droppedFromAddress(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        try {
            UrlParser.parse(text, null);
            return dropped(text);
        } catch (WebUrl.BadUrl e) {
            return IN_NO_ADDRESS.matcher(UrlParser.cleaned(text)).replaceFirst("$1");
        }
    }
}

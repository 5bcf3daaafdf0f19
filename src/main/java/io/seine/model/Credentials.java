package io.seine.model;

import java.util.regex.Pattern;

/// Takes user and password out of addresses before anybody is told them.
public final class Credentials {
    private static final Pattern AT_THE_FRONT = Pattern.compile("(?i)https?:");

    private static final Pattern USER_INFO = Pattern.compile("(?i)^(https?:[/\\\\]*)[^/\\\\?#]*@");

    /// In what is no address: a password may hold what would have ended the user.
    private static final Pattern UP_TO_THE_LAST = Pattern.compile("(?s)^([A-Za-z][A-Za-z0-9+.-]*:[/\\\\]+)?.*@");

    /// In the middle of a text: as far as it is one word.
    private static final Pattern INSIDE =
            Pattern.compile("(?i)([a-z][a-z0-9+.-]{0,30}:[/\\\\]{2,})[^\\s/\\\\?#\"'<>]*@");

    private Credentials() {}

    /// `text` with the user and password of every address in it dropped: `http://user:pass@h/a` becomes `http://h/a`.
    /// All else stays as it is.
    public static String dropped(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        boolean address = AT_THE_FRONT.matcher(UrlParser.cleaned(text)).lookingAt();
        return INSIDE.matcher(address ? droppedFromAddress(text) : text).replaceAll("$1");
    }

    /// [#dropped] of a text that is meant to be one address. If it is none, all before its last `@` may be a secret.
    public static String droppedFromAddress(String text) {
        if (text.indexOf('@') < 0) {
            return text;
        }
        var clean = UrlParser.cleaned(text);
        try {
            return UrlParser.parse(text, null).userInfo() == null ? text : replaced(USER_INFO, clean);
        } catch (WebUrl.BadUrl e) {
            return replaced(UP_TO_THE_LAST, clean);
        }
    }

    private static String replaced(Pattern secret, String text) {
        return secret.matcher(text).replaceFirst("$1");
    }
}

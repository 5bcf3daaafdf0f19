package io.seine.s3;

import java.util.Locale;

/// What a request asks for, spelled as it is signed (Signature Version 4): all in its path but unreserved characters,
/// slashes and what is escaped already is escaped. The connector calls this: see `src/build/PekkoConnectorsS3.java`.
public final class RequestTarget {
    private static final String RESERVED = ":?#[]@!$&'()*+,;=";

    private RequestTarget() {}

    /// The target of a request.
    ///
    /// @param target as it was to be: the path, and the query if there is one
    /// @param path as the target begins
    public static String of(String target, String path) {
        var escaped = new StringBuilder(target.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (RESERVED.indexOf(c) < 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            }
        }
        return escaped + target.substring(path.length());
    }
}

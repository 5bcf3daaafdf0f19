package io.seine.testing;

import java.io.IOException;

/// Runs S3Proxy until whoever started it ends.
final class S3Process {
    private S3Process() {}

    public static void main(String[] arguments) throws Exception {
        Thread.ofPlatform().daemon().start(S3Process::endWithParent);
        Class.forName("org.gaul.s3proxy.Main").getMethod("main", String[].class).invoke(null, (Object)
                new String[] {"--properties", arguments[0]});
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said
            }
        } catch (IOException e) {
            // the same
        }
        Runtime.getRuntime().halt(0);
    }
}

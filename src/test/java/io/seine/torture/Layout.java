package io.seine.torture;

/// A kind of output that is tortured.
enum Layout {
    /// Small copies of pictures, in folders named by their rows.
    FILES("""
            save { name = "{key}", shard-size = 100 }
            decode { mode = transform, format = jpeg, resize { mode = keep-ratio, size = 64 } }
            """),

    /// Everything that is a picture as it came.
    ORIGINALS("""
            save { name = "{caption}", shard-size = 100 }
            decode.mode = verify
            """),

    /// Small copies of pictures, in tars.
    SAMPLES("""
            save { layout = webdataset, shard-size = 50 }
            decode { mode = transform, format = jpeg, resize { mode = keep-ratio, size = 64 } }
            """);

    private final String settings;

    Layout(String settings) {
        this.settings = settings;
    }

    /// What is in `seine.job` for it.
    String settings() {
        return settings;
    }
}

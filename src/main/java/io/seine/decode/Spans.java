package io.seine.decode;

/// Which old cells each of fewer new cells covers, along one side of a picture: from a part of the first through whole
/// ones to a part of the last.
///
/// @param first the first old cell of each new one
/// @param last the last one, which may be the first
/// @param firstShare how much of the first is covered
/// @param lastShare how much of the last is, where it is another
@SuppressWarnings("ArrayRecordComponent") // read in inner loops
record Spans(int[] first, int[] last, float[] firstShare, float[] lastShare) {

    /// The spans of `newCells` over `cells`, of which there are at least as many.
    static Spans of(int cells, int newCells) {
        var spans = new Spans(new int[newCells], new int[newCells], new float[newCells], new float[newCells]);
        for (int i = 0; i < newCells; i++) {
            long start = (long) i * cells; // in parts of an old cell
            long end = start + cells;
            int first = (int) (start / newCells);
            int last = (int) ((end - 1) / newCells);
            spans.first[i] = first;
            spans.last[i] = last;
            spans.firstShare[i] = (float) (Math.min(end, (first + 1L) * newCells) - start) / newCells;
            spans.lastShare[i] = (float) (end - (long) last * newCells) / newCells;
        }
        return spans;
    }

    /// How much of the old cell `at` the new cell `cell` covers.
    float share(int cell, int at) {
        if (at == first[cell]) {
            return firstShare[cell];
        }
        return at == last[cell] ? lastShare[cell] : 1;
    }
}

package io.seine.decode;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.model.ImageFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;

/// Decodes pictures, and writes them anew.
///
/// A codec gets the whole file and the whole task at once, so that it may fuse them (a JPEG decoded at an eighth of
/// its size on the way to a thumbnail). The file is in memory or mapped, and valid during the call only. Files
/// come here with a sound skeleton and within the job's limits, as their header tells. Implementations are
/// thread-safe and report what they find wrong with a file as a [Refusal]; any other exception is a bug or a lost
/// resource.
interface Codec {

    /// What does the work, with its version, for a person.
    String name();

    /// The formats that it decodes.
    Set<ImageFormat> reads();

    /// The formats that it encodes.
    Set<ImageFormat> writes();

    /// Decodes every frame of `file` fully and drops the pixels.
    ///
    /// @throws Refusal as `undecodable` if a frame cannot be decoded or comes out damaged
    void verify(MemorySegment file, Header header) throws Refusal;

    /// Decodes the first frame of `file`, once; then for each task scales it, turns it upright, converts its
    /// colours to sRGB, lays it on the canvas and encodes that.
    ///
    /// @param tasks at least one, all with the same metadata
    /// @param whole whether the frame is to be decoded at its full size, as [#verify] does, whatever is made of
    ///     it
    /// @return the new files in the order of the tasks, without metadata
    /// @throws Refusal as `undecodable` if the frame cannot be decoded or comes out damaged
    /// @throws IOException if it cannot be encoded
    List<byte[]> transform(MemorySegment file, Header header, List<Task> tasks, boolean whole)
            throws Refusal, IOException;

    /// The same for one task.
    default byte[] transform(MemorySegment file, Header header, Task task) throws Refusal, IOException {
        return transform(file, header, List.of(task), false).getFirst();
    }

    /// What is to be made of a picture.
    ///
    /// @param plan dimensions and places, of the upright picture
    /// @param metadata of the file
    /// @param format of the new file
    /// @param encoding how it is written
    record Task(Plan plan, Metadata metadata, ImageFormat format, Encoding encoding) {}
}

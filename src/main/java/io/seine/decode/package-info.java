/// Pictures: what a body is, whether it is whole, and what a job wants to be made of it.
///
/// [DecodeStage] is the stage; [Decoder] the order of events for one body; [Structure] reads a file's skeleton,
/// which tells dimensions before any pixel and finds what tolerant decoders swallow; a [Codec] turns bytes into
/// pixels and back. The skeletons are our own, because codecs differ in what they report and a bomb must be
/// refused before a codec sees it. [Plan] is geometry alone, so that every codec scales to the same dimensions.
///
/// There are two codecs: [OpenCvCodec] for the formats whose native libraries have stood hostile input for years,
/// and [ImageIoCodec] for everything, safe from such input as Java is. Types that know one format begin with its name:
/// `JpegScans` follows a JPEG's codes, `Vp8Decoder` decodes lossy WebP where there are no natives, because
/// TwelveMonkeys'
/// reader comes out three to four levels off, and lets damage pass.
@NullMarked
package io.seine.decode;

import org.jspecify.annotations.NullMarked;

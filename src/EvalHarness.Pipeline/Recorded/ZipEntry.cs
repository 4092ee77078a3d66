namespace EvalHarness.Pipeline.Recorded;

/// <summary>A file of a zip archive, as the archive's directory has it.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Method">How it is compressed: 0 stored, 8 deflate, 93 Zstandard.</param>
/// <param name="Checksum">CRC-32 of its content.</param>
/// <param name="PackedBytes">Its size in the archive.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="HeaderOffset">Where its own header begins.</param>
internal sealed record ZipEntry(
    string Name, int Method, uint Checksum, long PackedBytes, long Bytes, long HeaderOffset);

using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// The file of a baseline's log-probabilities, version 1, little endian; docs/saved-base.md describes it.
/// </summary>
internal static class SavedBaseFormat
{
    /// <summary>Version that is written and read.</summary>
    public const uint Version = 1;

    /// <summary>Bytes before the vocabulary: magic and seven numbers of 32 bits.</summary>
    public const int HeaderBytes = 36;

    /// <summary>Bytes of the SHA-256 at the end.</summary>
    public const int HashBytes = 32;

    /// <summary>Most tokens of a vocabulary.</summary>
    public const int MostTokens = 1 << 24;

    /// <summary>Most tokens of a chunk.</summary>
    public const int MostContext = 1 << 20;

    /// <summary>Most tokens per position that are written one by one.</summary>
    public const int MostTopTokens = 1024;

    /// <summary>First eight bytes of the file.</summary>
    public static ReadOnlySpan<byte> Magic => "EVHLOGPR"u8;

    /// <summary>Bytes of one scored position.</summary>
    public static int RecordBytes(int topTokens) => sizeof(float) + sizeof(float) + (topTokens * 2 * sizeof(float));

    /// <summary>The file begins as one of these does.</summary>
    public static bool IsSavedBase(string path)
    {
        Span<byte> first = stackalloc byte[8];
        try
        {
            using FileStream file = InputFile.Open(path);
            return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length
                && first.SequenceEqual(Magic);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidInputException)
        {
            // Opening it as a model says what is wrong.
            return false;
        }
    }
}

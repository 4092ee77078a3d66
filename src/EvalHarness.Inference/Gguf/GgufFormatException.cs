namespace EvalHarness.Inference.Gguf;

/// <summary>
/// A GGUF file breaks its format, or lacks what a model needs; the message says where and how to mend it.
/// </summary>
public sealed class GgufFormatException : Exception
{
    /// <summary>Describes one violation.</summary>
    /// <param name="byteOffset">Offset from the beginning of the file, in bytes.</param>
    /// <param name="found">What was found there.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="mend">How to mend it; <c>null</c> for the usual advice.</param>
    public GgufFormatException(long byteOffset, string found, string expected, string? mend = null)
        : base(FormattableString.Invariant($"byte {byteOffset}: found {found}; expected {expected}. ")
            + (mend ?? DefaultMend)) =>
        (ByteOffset, Found, Expected, Mend) = (byteOffset, found, expected, mend ?? DefaultMend);

    /// <summary>The file, where it is not the one that was asked for: an adapter; <c>null</c> otherwise.</summary>
    public string? File { get; init; }

    /// <summary>Offset from the beginning of the file, in bytes.</summary>
    public long ByteOffset { get; }

    /// <summary>What was found there.</summary>
    public string Found { get; }

    /// <summary>What was expected.</summary>
    public string Expected { get; }

    /// <summary>How to mend it.</summary>
    public string Mend { get; }

    private static string DefaultMend => "The file is damaged: fetch or convert it again.";
}

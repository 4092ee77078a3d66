namespace EvalHarness.Inference.Gguf;

/// <summary>
/// A GGUF file violates its format, or lacks what a model needs; the message says where and how to fix it.
/// </summary>
public sealed class GgufFormatException : Exception
{
    /// <summary>How to run a model that is sound, but that this engine does not support.</summary>
    public const string RunElsewhere =
        "This is not supported here: run the model in llama.cpp, with \"provider\": \"llama.cpp\" in a configuration "
        + "or with --engine llama.cpp.";

    /// <summary>Describes one violation.</summary>
    /// <param name="byteOffset">Offset from the beginning of the file, in bytes.</param>
    /// <param name="actual">What the file contains there.</param>
    /// <param name="expected">What it should contain.</param>
    /// <param name="fix">How to fix it; <c>null</c> for the usual advice.</param>
    public GgufFormatException(long byteOffset, string actual, string expected, string? fix = null)
        : base(FormattableString.Invariant($"byte {byteOffset}: {actual}; expected {expected}. ")
            + (fix ?? DefaultFix)) =>
        (ByteOffset, Actual, Expected, Fix) = (byteOffset, actual, expected, fix ?? DefaultFix);

    /// <summary>The file, when it is not the requested one but its adapter; <c>null</c> otherwise.</summary>
    public string? File { get; init; }

    /// <summary>Offset from the beginning of the file, in bytes.</summary>
    public long ByteOffset { get; }

    /// <summary>What the file contains there.</summary>
    public string Actual { get; }

    /// <summary>What it should contain.</summary>
    public string Expected { get; }

    /// <summary>How to fix it.</summary>
    public string Fix { get; }

    private static string DefaultFix => "The file is damaged: download or convert it again.";
}

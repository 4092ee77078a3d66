using System.Globalization;
using System.Text.RegularExpressions;

namespace EvalHarness.Onnx.Export;

/// <summary>
/// How <c>MatMulNBits</c>, ONNX Runtime's own operator, stores a matrix: whole codes of some bits, and by blocks along
/// the inputs one scale s and a zero point z, w = (q − z) · s.
/// </summary>
/// <param name="Bits">Bits of a code: 4 or 8.</param>
/// <param name="BlockLength">Weights that share a scale: 16, 32, 64, 128 or 256.</param>
/// <param name="HasZeroPoints">Every block has a zero point of its own; otherwise z = 2^(bits-1).</param>
public sealed partial record OnnxBlockType(int Bits, int BlockLength, bool HasZeroPoints)
{
    /// <summary>The names that there are, for messages.</summary>
    public const string Names =
        "int4, int8, uint4 or uint8, in blocks of 32 or, as in int4_b128, of 16, 32, 64, 128 or 256";

    private const int UsualBlockLength = 32;

    /// <summary>Its name, such as <c>int4_b32</c>; <c>uint</c> with zero points.</summary>
    public string Name => FormattableString.Invariant($"{(HasZeroPoints ? "u" : "")}int{Bits}_b{BlockLength}");

    /// <summary>Bytes of a block's codes.</summary>
    public int BlockBytes => BlockLength * Bits / 8;

    /// <summary>The type of a name such as <c>int4</c> or <c>uint8_b128</c>; <c>null</c> when there is none.</summary>
    public static OnnxBlockType? Parse(string name)
    {
        Match match = NamePattern().Match(name);
        return match.Success
            ? new(
                match.Groups["bits"].ValueSpan[0] - '0',
                match.Groups["block"] is { Success: true } block
                    ? int.Parse(block.ValueSpan, CultureInfo.InvariantCulture)
                    : UsualBlockLength,
                match.Groups["zero"].Success)
            : null;
    }

    /// <summary>Blocks of one output's weights; the last may be short.</summary>
    /// <param name="inputs">Weights of one output, at least 1.</param>
    public int BlocksOf(int inputs) => ((inputs - 1) / BlockLength) + 1;

    [GeneratedRegex("^(?<zero>u)?int(?<bits>[48])(_b(?<block>16|32|64|128|256))?$")]
    private static partial Regex NamePattern();
}

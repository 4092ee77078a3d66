using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace EvalHarness.Inference.Gguf;

/// <summary>
/// A tensor type beyond GGUF's own, spelled out in its id: 0x45480000 + 4096 kind + 256 bits + 16 granularity
/// + double quantization. Only this engine reads such tensors.
/// </summary>
/// <param name="Kind">How codes become weights.</param>
/// <param name="Bits">Bits of a code.</param>
/// <param name="Granularity">
/// Weights that share a scale: a block of 32, 64, 128 or 256; <see cref="Channel"/> for a row, <see cref="Tensor"/> for
/// the whole tensor. Of a codebook: weights per code, 2, 4 or 8.
/// </param>
/// <param name="HasQuantizedScales">The blocks' scales are themselves stored in eight bits.</param>
public readonly partial record struct ExtensionType(
    ExtensionKind Kind, int Bits, int Granularity, bool HasQuantizedScales = false)
{
    /// <summary>One scale for the whole tensor.</summary>
    public const int Tensor = 0;

    /// <summary>One scale for each row.</summary>
    public const int Channel = 1;

    private const int FirstId = 0x4548_0000;
    private const int LastId = FirstId + 0xFFFF;

    /// <summary>Weights of a stored block where a scale spans a row: eight codes are a whole number of bytes.</summary>
    private const int CodeGroup = 8;

    /// <summary>Its id in files.</summary>
    public TensorType Id => (TensorType)(FirstId | ((int)Kind << 12) | (Bits << 8)
        | ((Granularity > Channel ? BitOperations.Log2((uint)Granularity) : Granularity) << 4)
        | (HasQuantizedScales ? 1 : 0));

    /// <summary>Weights that one scale spans where it spans a block; otherwise 0.</summary>
    public int BlockLength => Kind != ExtensionKind.Codebook && Granularity > Channel ? Granularity : 0;

    /// <summary>Its name, such as <c>uint3_b64</c>, <c>nf4_b64_dq</c> or <c>vq8_g4</c>.</summary>
    public string Name => FormattableString.Invariant(
        $"{Prefix}{Bits}_{Suffix}{(HasQuantizedScales ? "_dq" : "")}");

    /// <summary>How it lies in files.</summary>
    public TensorLayout Layout
    {
        get
        {
            if (Kind == ExtensionKind.Codebook)
            {
                return new(CodeGroup * Granularity, Bits);
            }

            int parameters = Kind switch
            {
                ExtensionKind.Affine => 4,
                ExtensionKind.FixedPoint => 1,
                _ => HasQuantizedScales ? 1 : 2,
            };
            return BlockLength > 0
                ? new(BlockLength, parameters + (BlockLength * Bits / 8), HasQuantizedScales ? 4 : 0)
                : new(CodeGroup, Bits, parameters);
        }
    }

    private string Prefix => Kind switch
    {
        ExtensionKind.Symmetric => "int",
        ExtensionKind.Affine => "uint",
        ExtensionKind.FixedPoint => "fixed",
        ExtensionKind.NormalFloat => "nf",
        ExtensionKind.Float => "fp",
        _ => "vq",
    };

    private string Suffix => (Kind, Granularity) switch
    {
        (ExtensionKind.Codebook, _) => FormattableString.Invariant($"g{Granularity}"),
        (_, Tensor) => "tensor",
        (_, Channel) => "channel",
        _ => FormattableString.Invariant($"b{Granularity}"),
    };

    private bool IsValid => Kind switch
    {
        ExtensionKind.Symmetric or ExtensionKind.Affine or ExtensionKind.FixedPoint =>
            Bits is 2 or 3 or 4 or 5 or 6 or 8 && IsScaleSpan && !HasQuantizedScales,
        ExtensionKind.NormalFloat or ExtensionKind.Float =>
            Bits == 4 && (HasQuantizedScales ? Granularity is 32 or 64 or 128 or 256 : IsScaleSpan),
        ExtensionKind.Codebook => Bits is >= 2 and <= 12 && Granularity is 2 or 4 or 8 && !HasQuantizedScales,
        _ => false,
    };

    private bool IsScaleSpan => Granularity is Tensor or Channel or 32 or 64 or 128 or 256;

    /// <summary>The extension that an id stands for; <c>null</c> for any other id.</summary>
    public static ExtensionType? Find(TensorType id)
    {
        if ((int)id is < FirstId or > LastId)
        {
            return null;
        }

        int code = (int)id - FirstId;
        int granularity = (code >> 4) & 15;
        ExtensionType type = new(
            (ExtensionKind)(code >> 12),
            (code >> 8) & 15,
            granularity > Channel || code >> 12 == (int)ExtensionKind.Codebook ? 1 << granularity : granularity,
            (code & 1) != 0);
        return type.IsValid && type.Id == id ? type : null;
    }

    /// <summary>The extension of a name; <c>null</c> when there is none.</summary>
    public static ExtensionType? Parse(string name)
    {
        Match match = NamePattern().Match(name);
        if (!match.Success)
        {
            return null;
        }

        string span = match.Groups["span"].Value;
        ExtensionType type = new(
            match.Groups["kind"].Value switch
            {
                "int" => ExtensionKind.Symmetric,
                "uint" => ExtensionKind.Affine,
                "fixed" => ExtensionKind.FixedPoint,
                "nf" => ExtensionKind.NormalFloat,
                "fp" => ExtensionKind.Float,
                _ => ExtensionKind.Codebook,
            },
            int.Parse(match.Groups["bits"].Value, CultureInfo.InvariantCulture),
            span switch
            {
                "tensor" => Tensor,
                "channel" => Channel,
                _ => int.Parse(span[1..], CultureInfo.InvariantCulture),
            },
            match.Groups["dq"].Success);
        return type.IsValid && type.Name == name ? type : null;
    }

    [GeneratedRegex(
        "^(?<kind>int|uint|fixed|nf|fp|vq)(?<bits>[0-9]{1,2})_(?<span>tensor|channel|[bg][0-9]{1,3})(?<dq>_dq)?$")]
    private static partial Regex NamePattern();
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>The formats that the engine reads and the quantizer writes.</summary>
public static class TensorFormats
{
    private static readonly Dictionary<TensorType, TensorFormat> s_formats = new TensorFormat[]
    {
        new Float32Format(),
        new Float16Format(),
        new BFloat16Format(),
        new Q8_0Format(),
        new Q5_1Format(),
        new Q5_0Format(),
        new Q4_1Format(),
        new Q4_0Format(),
        new Q6_KFormat(),
        new Q5_KFormat(),
        new Q4_KFormat(),
        new Q3_KFormat(),
        new Q2_KFormat(),
    }.ToDictionary(format => format.Type);

    private static readonly ConcurrentDictionary<TensorType, TensorFormat> s_extensions = new();

    private static readonly ConditionalWeakTable<GgufTensor, TensorFormat> s_codebooks = [];

    /// <summary>The formats of GGUF's own types, floats first, then by falling bits.</summary>
    public static IReadOnlyCollection<TensorFormat> All => s_formats.Values;

    /// <summary>The format of a type; <c>null</c> when the engine does not read it.</summary>
    public static TensorFormat? Find(TensorType type) => s_formats.GetValueOrDefault(type)
        ?? (ExtensionType.Find(type) is { } extension ? s_extensions.GetOrAdd(type, _ => Create(extension)) : null);

    /// <summary>
    /// The format of a name such as <c>q4_0</c> or <c>uint3_b64</c>; <c>null</c> when there is none. A name whose
    /// codes and scales GGUF has a type for means that type, so that every GGUF program reads it.
    /// </summary>
    public static TensorFormat? Find(string name) => s_formats.Values.FirstOrDefault(format => format.Name == name)
        ?? name switch
        {
            "int4_b32" => For(TensorType.Q4_0),
            "int5_b32" => For(TensorType.Q5_0),
            "int8_b32" => For(TensorType.Q8_0),
            "uint4_b32" => For(TensorType.Q4_1),
            "uint5_b32" => For(TensorType.Q5_1),
            _ => ExtensionType.Parse(name) is { } extension ? Find(extension.Id) : null,
        };

    /// <summary>The format of a type.</summary>
    /// <exception cref="NotSupportedException">The engine does not read the type.</exception>
    public static TensorFormat For(TensorType type) => Find(type) ?? throw new NotSupportedException(
        $"Tensors of type {type} are not read; supported are {string.Join(", ", s_formats.Keys)}.");

    /// <summary>The format that reads a tensor.</summary>
    /// <exception cref="GgufFormatException">The engine does not read the tensor's type.</exception>
    public static TensorFormat For(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (ExtensionType.Find(tensor.Type) is { Kind: ExtensionKind.Codebook } extension)
        {
            return s_codebooks.GetValue(tensor, coded => CodebookFormat.From(coded, extension));
        }

        return Find(tensor.Type) ?? throw new GgufFormatException(
            tensor.FileOffset,
            $"tensor '{tensor.Name}' of type {tensor.Type}",
            string.Join(", ", s_formats.Keys),
            GgufFormatException.RunElsewhere);
    }

    private static TensorFormat Create(ExtensionType type) => type.Kind switch
    {
        ExtensionKind.Symmetric => new SymmetricIntegerFormat(type),
        ExtensionKind.Affine => new AffineIntegerFormat(type),
        ExtensionKind.FixedPoint => new FixedPointFormat(type),
        ExtensionKind.Codebook => new CodebookFormat(type, []),
        _ when type.HasQuantizedScales => new DoublyQuantizedFormat(type),
        _ => new LevelFormat(type),
    };
}

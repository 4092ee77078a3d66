using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

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

    /// <summary>All formats, floats first, then by falling bits.</summary>
    public static IReadOnlyCollection<TensorFormat> All => s_formats.Values;

    /// <summary>The format of a type; <c>null</c> when the engine does not read it.</summary>
    public static TensorFormat? Find(TensorType type) => s_formats.GetValueOrDefault(type);

    /// <summary>The format of a name such as <c>q4_0</c>; <c>null</c> when there is none.</summary>
    public static TensorFormat? Find(string name) => s_formats.Values.FirstOrDefault(format => format.Name == name);

    /// <summary>The format of a type.</summary>
    /// <exception cref="NotSupportedException">The engine does not read the type.</exception>
    public static TensorFormat For(TensorType type) => Find(type) ?? throw new NotSupportedException(
        $"Tensors of type {type} are not read; supported are {string.Join(", ", s_formats.Keys)}.");

    /// <summary>The format that reads a tensor.</summary>
    /// <exception cref="GgufFormatException">The engine does not read the tensor's type.</exception>
    public static TensorFormat For(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Find(tensor.Type) ?? throw new GgufFormatException(
            tensor.FileOffset,
            $"tensor '{tensor.Name}' of type {tensor.Type}",
            string.Join(", ", s_formats.Keys),
            "Quantize the model to one of these types.");
    }
}

using System.Text.RegularExpressions;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Gives the tensors of some names a type.</summary>
/// <param name="Pattern">
/// A name without <c>.weight</c>, in which <c>*</c> stands for any text: <c>output</c>, <c>blk.*.ffn_down</c>.
/// </param>
/// <param name="Type">The type that they get.</param>
public sealed record TypePattern(string Pattern, TensorType Type)
{
    /// <summary>The tensor has such a name.</summary>
    public bool Matches(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        const string Suffix = ".weight";
        string name = tensor.Name.EndsWith(Suffix, StringComparison.Ordinal)
            ? tensor.Name[..^Suffix.Length]
            : tensor.Name;
        string expression = "^" + Regex.Escape(Pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
        return Regex.IsMatch(name, expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}

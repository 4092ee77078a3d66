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
        return Matches(Pattern, tensor.Name);
    }

    /// <summary>A name, its ending <c>.weight</c> left out, is such as a pattern says.</summary>
    public static bool Matches(string pattern, string name)
    {
        const string Suffix = ".weight";
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(name);
        string bare = name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
        string expression = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
        return Regex.IsMatch(bare, expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }
}

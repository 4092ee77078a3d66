using System.Text.Json;
using EvalHarness.Patterns;

namespace EvalHarness.Metrics.Instructions;

/// <summary>
/// The arguments of one instruction. What is <c>null</c>, 0 or empty counts as absent, as IFEval has it; where IFEval
/// would then draw an argument at random, nothing can be checked.
/// </summary>
internal sealed class InstructionArguments(JsonElement arguments)
{
    private const string Fewer = "less than";
    private const string AtLeast = "at least";

    /// <summary>A text.</summary>
    public string Text(string name) => Find(name, JsonValueKind.String)?.GetString() is { Length: > 0 } text
        ? text
        : throw new UncheckableException($"the argument \"{name}\" is missing");

    /// <summary>A number that is not 0.</summary>
    public double Number(string name) => Find(name, JsonValueKind.Number)?.GetDouble() is { } number and > 0
        ? number
        : throw new UncheckableException($"the argument \"{name}\" is missing");

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        string[] texts = Find(name, JsonValueKind.Array) is { } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String)
                .Select(item => item.GetString()!)]
            : [];
        return texts.Length > 0 ? texts : throw new UncheckableException($"the argument \"{name}\" is missing");
    }

    /// <summary>Whether a count is less than a number, or at least it, as the relation says.</summary>
    public bool Holds(string relation, double count, string number) => Text(relation) switch
    {
        Fewer => count < Number(number),
        AtLeast => count >= Number(number),
        var other => throw new UncheckableException($"the relation \"{other}\" is none"),
    };

    /// <summary>A pattern of Python's <c>re</c>.</summary>
    public static PythonRegex Pattern(string pattern, bool ignoreCase = false) =>
        PythonRegex.TryCompile(pattern, out PythonRegex? regex, out string? mistake, ignoreCase)
            ? regex
            : throw new UncheckableException($"the argument \"{pattern}\" is no pattern: {mistake}");

    private JsonElement? Find(string name, JsonValueKind kind) =>
        arguments.ValueKind == JsonValueKind.Object && arguments.TryGetProperty(name, out JsonElement found)
            && found.ValueKind == kind ? found : null;
}

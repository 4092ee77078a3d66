namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>The arguments of a call, as the template writes them.</summary>
/// <param name="Positional">Those without a name.</param>
/// <param name="Named"><c>name=value</c>.</param>
/// <param name="Spread"><c>*values</c>.</param>
/// <param name="SpreadNamed"><c>**values</c>.</param>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional,
    IReadOnlyList<(string Name, Expression Value)> Named,
    Expression? Spread = null,
    Expression? SpreadNamed = null)
{
    /// <summary>No arguments.</summary>
    public static ArgumentList Empty { get; } = new([], []);
}

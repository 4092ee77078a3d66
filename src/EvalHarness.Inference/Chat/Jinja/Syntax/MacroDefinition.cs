namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>A macro, or the body of a <c>call</c> block.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The parameters and their defaults; <c>null</c> without one.</param>
/// <param name="Body">What it writes.</param>
/// <param name="Uses">Which of <c>varargs</c>, <c>kwargs</c> and <c>caller</c> the body mentions.</param>
internal sealed record MacroDefinition(
    string Name,
    IReadOnlyList<(string Name, Expression? Default)> Parameters,
    IReadOnlyList<Statement> Body,
    IReadOnlySet<string> Uses);

using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>A node of the syntax tree that writes or sets something.</summary>
/// <param name="At">Its offset in the source.</param>
internal abstract record Statement(int At);

/// <summary>Text outside of tags.</summary>
internal sealed record TextStatement(int At, TextValue Text) : Statement(At);

/// <summary><c>{{ value }}</c>.</summary>
internal sealed record PrintStatement(int At, Expression Value) : Statement(At);

/// <summary><c>if</c>, <c>elif</c>, <c>else</c>.</summary>
internal sealed record IfStatement(
    int At,
    IReadOnlyList<(Expression Condition, IReadOnlyList<Statement> Body)> Branches,
    IReadOnlyList<Statement> Otherwise) : Statement(At);

/// <summary><c>for target in iterable if condition</c>; <c>else</c> where nothing is visited.</summary>
internal sealed record ForStatement(
    int At,
    Expression Target,
    Expression Iterable,
    Expression? Condition,
    bool IsRecursive,
    IReadOnlyList<Statement> Body,
    IReadOnlyList<Statement> Otherwise) : Statement(At);

/// <summary><c>set target = value</c>.</summary>
internal sealed record SetStatement(int At, Expression Target, Expression Value) : Statement(At);

/// <summary><c>set target</c> … <c>endset</c>: the body's text, which filters find as <see cref="Parser.Captured"/>.
/// </summary>
internal sealed record SetBlockStatement(
    int At, Expression Target, Expression Value, IReadOnlyList<Statement> Body) : Statement(At);

/// <summary><c>filter</c> … <c>endfilter</c>.</summary>
internal sealed record FilterBlockStatement(int At, Expression Value, IReadOnlyList<Statement> Body) : Statement(At);

/// <summary><c>macro</c>.</summary>
internal sealed record MacroStatement(int At, MacroDefinition Macro) : Statement(At);

/// <summary><c>call(…) name(…)</c>: calls a macro, which calls the body by <c>caller()</c>.</summary>
internal sealed record CallBlockStatement(int At, CallExpression Call, MacroDefinition Caller) : Statement(At);

/// <summary><c>with</c>, or a block whose names stay inside.</summary>
internal sealed record ScopeStatement(
    int At, IReadOnlyList<(Expression Target, Expression Value)> Values, IReadOnlyList<Statement> Body)
    : Statement(At);

/// <summary><c>break</c> or <c>continue</c>.</summary>
internal sealed record JumpStatement(int At, bool IsBreak) : Statement(At);

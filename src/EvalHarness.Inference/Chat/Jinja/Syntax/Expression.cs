using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>A node of the syntax tree that gives a value.</summary>
/// <param name="At">Its offset in the source.</param>
internal abstract record Expression(int At);

/// <summary>A literal.</summary>
internal sealed record Constant(int At, JinjaValue Value) : Expression(At);

/// <summary>A variable.</summary>
internal sealed record NameExpression(int At, string Name) : Expression(At);

/// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
internal sealed record ListExpression(int At, IReadOnlyList<Expression> Items, bool IsTuple) : Expression(At);

/// <summary><c>{a: b}</c>.</summary>
internal sealed record DictExpression(int At, IReadOnlyList<(Expression Key, Expression Value)> Entries)
    : Expression(At);

/// <summary><c>not a</c>, <c>-a</c>, <c>+a</c>.</summary>
internal sealed record UnaryExpression(int At, string Operator, Expression Operand) : Expression(At);

/// <summary>Arithmetic, <c>~</c>, <c>and</c>, <c>or</c>.</summary>
internal sealed record BinaryExpression(int At, string Operator, Expression Left, Expression Right) : Expression(At);

/// <summary><c>a &lt; b &lt;= c</c>, <c>in</c>, <c>not in</c>.</summary>
internal sealed record ComparisonExpression(
    int At, Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest) : Expression(At);

/// <summary><c>a if b else c</c>; without <c>else</c> undefined.</summary>
internal sealed record ConditionalExpression(int At, Expression Value, Expression Condition, Expression? Otherwise)
    : Expression(At);

/// <summary><c>a.name</c>.</summary>
internal sealed record AttributeExpression(int At, Expression Target, string Name) : Expression(At);

/// <summary><c>a[index]</c>.</summary>
internal sealed record ItemExpression(int At, Expression Target, Expression Index) : Expression(At);

/// <summary><c>a[start:stop:step]</c>.</summary>
internal sealed record SliceExpression(
    int At, Expression Target, Expression? Start, Expression? Stop, Expression? Step) : Expression(At);

/// <summary><c>a(…)</c>.</summary>
internal sealed record CallExpression(int At, Expression Target, ArgumentList Arguments) : Expression(At);

/// <summary><c>a|name(…)</c>.</summary>
internal sealed record FilterExpression(int At, Expression Target, string Name, ArgumentList Arguments)
    : Expression(At);

/// <summary><c>a is name(…)</c>.</summary>
internal sealed record TestExpression(
    int At, Expression Target, string Name, ArgumentList Arguments, bool IsNegated) : Expression(At);

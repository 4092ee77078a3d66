using EvalHarness.Metrics.Mathematics.Expressions;
using EvalHarness.Metrics.Mathematics.Latex;

namespace EvalHarness.Metrics.Mathematics;

/// <summary>
/// An answer as it is compared: a single expression, or components in a list, in brackets, in a set, in a union of
/// intervals, or in a matrix. Sets have no order, all others have.
/// </summary>
internal sealed class AnswerForm
{
    private const int MaxDepth = 16;
    private const int MaxSetSize = 64;
    private const string Set = @"\{\}";
    private const string Union = @"\cup";
    private const string Matrix = "matrix";

    private readonly string _kind;
    private readonly List<AnswerForm> _parts;
    private readonly string _text;
    private readonly Lazy<Expression?> _expression;

    private AnswerForm(string kind, List<AnswerForm> parts, IReadOnlyList<string> tokens)
    {
        (_kind, _parts) = (kind, parts);
        _text = string.Concat(tokens).TrimStart('+');
        _expression = new(() => ExpressionParser.Parse(tokens));
    }

    /// <summary>The form of a normalised answer.</summary>
    public static AnswerForm Read(string normal) => Read(LatexTokens.Read(normal), depth: 0);

    /// <summary>Both have the same form and, component by component, the same text or mathematical value.</summary>
    public bool IsEqualTo(AnswerForm other)
    {
        if (_kind != other._kind || _parts.Count != other._parts.Count)
        {
            return false;
        }

        return _parts.Count == 0
            ? _text == other._text
                || (_expression.Value is { } own && other._expression.Value is { } others && own.IsEqualTo(others))
            : _kind == Set && _parts.Count <= MaxSetSize
                ? IsPermutationOf(other)
                : _parts.Zip(other._parts).All(pair => pair.First.IsEqualTo(pair.Second));
    }

    private bool IsPermutationOf(AnswerForm other)
    {
        List<AnswerForm> left = [.. other._parts];
        return _parts.TrueForAll(part =>
            left.FindIndex(part.IsEqualTo) is >= 0 and int place && RemoveAt(left, place));
    }

    private static bool RemoveAt(List<AnswerForm> parts, int place)
    {
        parts.RemoveAt(place);
        return true;
    }

    private static AnswerForm Read(List<string> tokens, int depth)
    {
        if (depth >= MaxDepth)
        {
            return new("", [], tokens);
        }

        if (RowsOf(tokens) is { } rows)
        {
            return Group(Matrix, Split(rows, @"\\"), depth, row => Group("", Split(row, "&"), depth + 1));
        }

        foreach (string separator in new[] { Union, "," })
        {
            if (Split(tokens, separator) is { Count: > 1 } parts)
            {
                return Group(separator, parts, depth);
            }
        }

        if (IsBracketed(tokens) && Split(tokens[1..^1], ",") is var inner
            && (inner.Count > 1 || tokens[0] == @"\{"))
        {
            return Group(tokens[0] + tokens[^1], inner, depth);
        }

        return new("", [], tokens);
    }

    private static AnswerForm Group(
        string kind, List<List<string>> parts, int depth, Func<List<string>, AnswerForm>? read = null) =>
        new(kind, [.. parts.Select(read ?? (part => Read(part, depth + 1)))], []);

    // What stands between \begin{pmatrix} and \end{pmatrix}, or any other matrix; null for anything else.
    private static List<string>? RowsOf(List<string> tokens) =>
        tokens is [@"\begin", "{", var first, "}", .., @"\end", "{", var last, "}"] && first == last
        && first.EndsWith(Matrix, StringComparison.Ordinal) && tokens.LastIndexOf(@"\begin") == 0
            ? tokens[4..^4] : null;

    private static bool IsBracketed(List<string> tokens)
    {
        if (tokens is not ["(" or "[" or @"\{", .., ")" or "]" or @"\}"])
        {
            return false;
        }

        int depth = 0;
        return tokens.FindIndex(token => (depth += Step(token)) == 0) == tokens.Count - 1;
    }

    private static List<List<string>> Split(List<string> tokens, string separator)
    {
        List<List<string>> parts = [[]];
        int depth = 0;
        foreach (string token in tokens)
        {
            depth += Step(token);
            if (depth == 0 && token == separator)
            {
                parts.Add([]);
            }
            else
            {
                parts[^1].Add(token);
            }
        }

        return parts;
    }

    private static int Step(string token) =>
        token is "(" or "[" or "{" or @"\{" ? 1 : token is ")" or "]" or "}" or @"\}" ? -1 : 0;
}

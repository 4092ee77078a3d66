namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>
/// Reads filters such as <c>judge:local &gt;= 4 and human &lt; 3</c>: comparisons, flags and quoted texts, joined by
/// <c>and</c>, which may be left out, <c>or</c>, <c>not</c> and parentheses.
/// </summary>
internal sealed class FilterParser
{
    private const int LongestFilter = 2000;
    private const int DeepestNesting = 32;

    private static readonly string[] s_comparisons = ["=", "!=", "<", "<=", ">", ">="];

    private readonly IReadOnlyList<FilterToken> _tokens;
    private int _at;
    private int _depth;

    private FilterParser(IReadOnlyList<FilterToken> tokens) => _tokens = tokens;

    private FilterToken Next => _tokens[_at];

    /// <summary>Reads a filter; of an empty one, everything holds.</summary>
    /// <exception cref="FilterException">It cannot be read.</exception>
    public static FilterExpression Parse(string filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if (filter.Length > LongestFilter)
        {
            throw new FilterException(
                LongestFilter + 1, $"a filter of {filter.Length} characters", $"Use at most {LongestFilter}.");
        }

        FilterParser parser = new(FilterLexer.Read(filter));
        if (parser.Next.Kind == FilterTokenKind.End)
        {
            return new FilterExpression.All([]);
        }

        FilterExpression expression = parser.ParseAny();
        return parser.Next.Kind == FilterTokenKind.End
            ? expression
            : throw Unexpected(parser.Next, "Remove it, or open a parenthesis before it.");
    }

    private FilterExpression ParseAny()
    {
        List<FilterExpression> parts = [ParseAll()];
        while (Next.Is("or"))
        {
            _at++;
            parts.Add(ParseAll());
        }

        return parts is [var only] ? only : new FilterExpression.Any(parts);
    }

    private FilterExpression ParseAll()
    {
        List<FilterExpression> parts = [ParseNot()];
        while (true)
        {
            if (Next.Is("and"))
            {
                _at++;
            }
            else if (Next.Kind == FilterTokenKind.End || Next.IsSign(")") || Next.Is("or"))
            {
                return parts is [var only] ? only : new FilterExpression.All(parts);
            }

            parts.Add(ParseNot());
        }
    }

    private FilterExpression ParseNot()
    {
        if (++_depth > DeepestNesting)
        {
            throw new FilterException(Next.Column, "too many nested parts", $"Nest at most {DeepestNesting}.");
        }

        FilterExpression parsed;
        if (Next.Is("not"))
        {
            _at++;
            parsed = new FilterExpression.Not(ParseNot());
        }
        else
        {
            parsed = ParsePart();
        }

        _depth--;
        return parsed;
    }

    private FilterExpression ParsePart()
    {
        FilterToken first = Next;
        if (first.IsSign("("))
        {
            _at++;
            FilterExpression inner = ParseAny();
            if (!Next.IsSign(")"))
            {
                throw Unexpected(Next, "Close the parenthesis.");
            }

            _at++;
            return inner;
        }

        if (first.Kind is FilterTokenKind.End or FilterTokenKind.Sign || first.Is("and") || first.Is("or"))
        {
            throw Unexpected(first, "Put a condition here, such as flip, task = answer or rougeL < 0.5.");
        }

        _at++;
        if (Next.Kind != FilterTokenKind.Sign || !s_comparisons.Contains(Next.Text, StringComparer.Ordinal))
        {
            return first.Kind == FilterTokenKind.Quoted
                ? new FilterExpression.Phrase(first)
                : new FilterExpression.Flag(first);
        }

        string sign = Next.Text;
        _at++;
        FilterToken value = Next;
        if (value.Kind is FilterTokenKind.End or FilterTokenKind.Sign)
        {
            throw Unexpected(value, $"Give a value after {sign}.");
        }

        _at++;
        return new FilterExpression.Comparison(first, sign, value);
    }

    private static FilterException Unexpected(FilterToken token, string fix) => new(
        token.Column, token.Kind == FilterTokenKind.End ? "the end of the filter" : $"\"{token.Text}\"", fix);
}

using System.Globalization;

namespace EvalHarness.Pipeline.Browsing.Filtering;

/// <summary>Turns filters into SQL conditions. Nothing that a user wrote becomes part of the SQL's text.</summary>
/// <param name="fields">What can be asked.</param>
/// <param name="phrase">Condition that the words of the phrase <c>?</c> occur in an item's texts.</param>
internal sealed class FilterCompiler(IReadOnlyList<FilterField> fields, string phrase)
{
    private const string None = "none";

    private readonly List<object> _values = [];

    /// <summary>The condition of a filter.</summary>
    /// <exception cref="FilterException">A field or a value does not exist, or they do not go together.</exception>
    public static FilterCondition Compile(FilterExpression expression, IReadOnlyList<FilterField> fields, string phrase)
    {
        FilterCompiler compiler = new(fields, phrase);
        string sql = compiler.Sql(expression);
        return new(sql, compiler._values);
    }

    private string Sql(FilterExpression expression) => expression switch
    {
        FilterExpression.All { Parts.Count: 0 } => FilterCondition.Everything.Sql,
        FilterExpression.All all => "(" + string.Join(" AND ", all.Parts.Select(Sql)) + ")",
        FilterExpression.Any any => "(" + string.Join(" OR ", any.Parts.Select(Sql)) + ")",
        FilterExpression.Not not => $"NOT {Sql(not.Part)}",
        FilterExpression.Phrase words => Placed(phrase, Quote(words.Text.Text)),
        FilterExpression.Flag flag => FlagSql(flag.Name),
        FilterExpression.Comparison comparison => ComparisonSql(comparison),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    private string FlagSql(FilterToken name)
    {
        FilterField field = Find(name);
        return field.Kind == FilterFieldKind.Flag
            ? $"({field.Sql})"
            : throw new FilterException(
                name.Column, $"\"{name.Text}\" without a comparison", $"Compare it: {Example(field)}");
    }

    private string ComparisonSql(FilterExpression.Comparison comparison)
    {
        FilterField field = Find(comparison.Field);
        FilterToken value = comparison.Value;
        bool isEquality = comparison.Sign is "=" or "!=";
        if (field.Kind == FilterFieldKind.Flag)
        {
            throw new FilterException(
                comparison.Field.Column, $"a comparison with {field.Name}", $"Write {field.Name} or not {field.Name}.");
        }

        if (field.Kind != FilterFieldKind.Number && !isEquality)
        {
            throw new FilterException(
                comparison.Field.Column,
                $"{field.Name} {comparison.Sign}",
                $"Names are equal or not: {Example(field)}");
        }

        if (isEquality && value.Is(None) && field.Kind is FilterFieldKind.Number or FilterFieldKind.Text)
        {
            return $"({field.Sql} IS {(comparison.Sign == "=" ? "" : "NOT ")}NULL)";
        }

        string not = comparison.Sign == "!=" ? "NOT " : "";
        return field.Kind switch
        {
            FilterFieldKind.Tag => $"({not}{Placed(field.Sql, Number(field, value))})",
            FilterFieldKind.Name => $"({field.Sql} {comparison.Sign} {Parameter(Number(field, value))})",
            FilterFieldKind.Text => $"({field.Sql} {comparison.Sign} {Parameter(value.Text)})",
            _ => $"({field.Sql} {comparison.Sign} {Parameter(Number(field.Name, value))})",
        };
    }

    private string Placed(string sql, object value) => sql.Replace("?", Parameter(value), StringComparison.Ordinal);

    private string Parameter(object value)
    {
        _values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"$f{_values.Count - 1}");
    }

    // A phrase of the text index: no character in it is an operator.
    private static string Quote(string text) => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private FilterField Find(FilterToken name) =>
        fields.FirstOrDefault(field => field.Name == name.Text)
        ?? fields.FirstOrDefault(field => field.Name.Equals(name.Text, StringComparison.OrdinalIgnoreCase))
        ?? throw new FilterException(
            name.Column,
            $"no field \"{name.Text}\"",
            NearestName.Ask(name.Text, fields.Select(field => field.Name))
                ?? $"To search the texts for it, put it in double quotes: \"{name.Text}\".");

    private static int Number(FilterField field, FilterToken value) =>
        field.Numbers!.TryGetValue(value.Text, out int number) ? number : throw new FilterException(
            value.Column, $"no {field.Name} \"{value.Text}\"",
            NearestName.Suggest(value.Text, [.. field.Numbers.Keys.Take(20)]) ?? $"This run has no {field.Name}.");

    private static double Number(string field, FilterToken value) =>
        double.TryParse(
            value.Text.Replace('−', '-'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? number
            : throw new FilterException(
                value.Column, $"\"{value.Text}\"", $"Compare {field} with a number, such as 0.5, or with none.");

    private static string Example(FilterField field) => field.Kind switch
    {
        FilterFieldKind.Number => $"{field.Name} >= 0.5",
        FilterFieldKind.Text => $"{field.Name} = \"…\"",
        _ => field.Numbers is { Count: > 0 } names ? $"{field.Name} = {names.First().Key}" : $"{field.Name} = …",
    };
}

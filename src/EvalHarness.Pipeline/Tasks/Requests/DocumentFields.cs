using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>
/// Makes questions, targets and choices of documents: a field that names a column is the column's value, any other text
/// a Jinja template.
/// </summary>
/// <param name="columns">Columns of the dataset that is asked.</param>
internal sealed class DocumentFields(IReadOnlySet<string> columns)
{
    private readonly ConcurrentDictionary<string, DocumentTemplate> _templates = new(StringComparer.Ordinal);

    /// <summary>
    /// The question: a text, or a number where the task has choices and the text consists of digits.
    /// </summary>
    public object? Text(TaskField field, JsonElement document, bool hasChoices)
    {
        if (field.Value is not string source)
        {
            return field.Value;
        }

        if (columns.Contains(source))
        {
            return Column(field, source, document);
        }

        string text = Render(field, source, document);
        return hasChoices && IsDigits(text) ? Literal(field, text) : text;
    }

    /// <summary>The target: a text, an index, a list, or whatever the column holds.</summary>
    public object? Target(TaskField field, JsonElement document, bool hasChoices)
    {
        if (field.Value is not string source)
        {
            return field.Value;
        }

        if (columns.Contains(source))
        {
            return Column(field, source, document);
        }

        string text = Render(field, source, document);
        if (hasChoices && IsDigits(text))
        {
            return Literal(field, text);
        }

        return text.Length >= 2 && text[0] == '[' && text[^1] == ']' ? LiteralOrText(text) : text;
    }

    /// <summary>The choices.</summary>
    public IReadOnlyList<string> Choices(TaskField field, JsonElement document)
    {
        object? value = field.Value is not string source ? field.Value
            : columns.Contains(source) ? Column(field, source, document)
            : Literal(field, Render(field, source, document));
        return value is IReadOnlyList<object?> items && items.All(item => item is string)
            ? [.. items.Cast<string>()]
            : throw new DocumentFaultException(
                $"{field.Key} gives {(value is IReadOnlyList<object?> ? "values" : PlainValue.TypeOf(value))} and "
                + $"not a list of texts ({field.Place})");
    }

    /// <summary>A text that stands before or behind others; empty where it is missing.</summary>
    public string Resolve(TaskField? field, JsonElement document)
    {
        if (field?.Value is not string { Length: > 0 } source)
        {
            return "";
        }

        return !document.TryGetProperty(source, out _) ? Render(field, source, document)
            : Column(field, source, document) switch
            {
                null => "",
                string text => text,
                { } other => throw new DocumentFaultException(
                    $"{field.Key}: the column \"{source}\" holds {PlainValue.TypeOf(other)} and not a text"),
            };
    }

    // Python's str.isdigit, of which ast.literal_eval takes only ASCII's digits.
    private static bool IsDigits(string text)
    {
        for (int at = 0; at < text.Length; at += char.IsSurrogatePair(text, at) ? 2 : 1)
        {
            if (CharUnicodeInfo.GetDigitValue(text, at) < 0)
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    private static object? Column(TaskField field, string column, JsonElement document) =>
        document.TryGetProperty(column, out JsonElement value)
            ? PlainValue.FromJson(value)
            : throw new DocumentFaultException($"{field.Key}: there is no column \"{column}\" ({field.Place})");

    private static object? LiteralOrText(string text)
    {
        try
        {
            return PythonLiteral.Parse(text);
        }
        catch (FormatException)
        {
            return text;
        }
    }

    private static object? Literal(TaskField field, string text)
    {
        try
        {
            return PythonLiteral.Parse(text);
        }
        catch (FormatException failure)
        {
            string shown = text.Length > 60 ? text[..60] + "…" : text;
            throw new DocumentFaultException(
                $"{field.Key} gives \"{shown}\", which is no Python literal: {failure.Message} ({field.Place})");
        }
    }

    private string Render(TaskField field, string source, JsonElement document)
    {
        try
        {
            return _templates.GetOrAdd(source, DocumentTemplate.FromSource).Render(document);
        }
        catch (TemplateException failure)
        {
            throw new DocumentFaultException($"{field.Key} ({field.Place}), {failure.Message.TrimEnd('.')}");
        }
    }
}

using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Reads a dataset as one text: of every row the texts of its fields, in the row's order, each followed by a line
/// break; ids, groups and tags are left out.
/// </summary>
/// <remarks>
/// Rows are read when they are needed. Whoever takes a text reader cannot wait for them, so this does.
/// </remarks>
internal sealed class DatasetTexts : TextReader
{
    private static readonly HashSet<string> s_labels = new(StringComparer.Ordinal) { "id", "group", "tags" };

    private readonly IEnumerator<string> _texts;
    private string _text = "";
    private int _at;

    /// <summary>Prepares for reading.</summary>
    /// <param name="rows">The dataset's rows.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public DatasetTexts(IRowSource rows, CancellationToken cancellationToken) => _texts = rows
        .ReadAsync(cancellationToken)
        .ToBlockingEnumerable(cancellationToken)
        .SelectMany(TextsOf)
        .Where(text => text.Length > 0)
        .Select(text => text + "\n")
        .GetEnumerator();

    /// <inheritdoc/>
    public override int Peek() => HasMore() ? _text[_at] : -1;

    /// <inheritdoc/>
    public override int Read() => HasMore() ? _text[_at++] : -1;

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">A row cannot be read.</exception>
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">A row cannot be read.</exception>
    public override int Read(Span<char> buffer)
    {
        if (buffer.IsEmpty || !HasMore())
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, _text.Length - _at);
        _text.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _texts.Dispose();
        }

        base.Dispose(disposing);
    }

    private static IEnumerable<string> TextsOf(DatasetRow row) => row.Mistake is { } mistake
        ? throw new InvalidInputException([mistake])
        : row.Fields
            .Where(field => !s_labels.Contains(field.Key))
            .SelectMany(field => field.Value.Json.ValueKind == JsonValueKind.Undefined
                ? [field.Value.Text ?? ""]
                : TextsOf(field.Value.Json));

    // A list counts as what is in it, and so does an object, such as a candidate of a ranking; numbers are no text.
    private static IEnumerable<string> TextsOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsOf),
        JsonValueKind.Object => value.EnumerateObject()
            .Where(property => !s_labels.Contains(property.Name))
            .SelectMany(property => TextsOf(property.Value)),
        _ => [],
    };

    private bool HasMore()
    {
        if (_at == _text.Length && _texts.MoveNext())
        {
            (_text, _at) = (_texts.Current, 0);
        }

        return _at < _text.Length;
    }
}

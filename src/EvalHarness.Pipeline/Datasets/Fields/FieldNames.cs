namespace EvalHarness.Pipeline.Datasets.Fields;

/// <summary>The names of a row's fields, which most rows of a file share.</summary>
/// <param name="names">The names, each once, in the file's order.</param>
internal sealed class FieldNames(string[] names)
{
    private readonly Dictionary<string, int> _places = names
        .Select((name, place) => KeyValuePair.Create(name, place))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>No names.</summary>
    public static FieldNames None { get; } = new([]);

    /// <summary>The names in the file's order.</summary>
    public ReadOnlySpan<string> InOrder => names;

    /// <summary>The place of a name, from 0; <c>null</c> where there is none.</summary>
    public int? Find(string name) => _places.TryGetValue(name, out int place) ? place : null;
}

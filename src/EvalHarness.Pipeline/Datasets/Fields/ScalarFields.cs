using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace EvalHarness.Pipeline.Datasets.Fields;

/// <summary>
/// The fields of a row that are texts, numbers or truth values, as texts. They are made when one is asked for: a check
/// asks for few.
/// </summary>
/// <param name="fields">All fields of the row.</param>
internal sealed class ScalarFields(IReadOnlyDictionary<string, FieldValue> fields) : IReadOnlyDictionary<string, string>
{
    private IReadOnlyDictionary<string, FieldValue>? _fields = fields;
    private Dictionary<string, string>? _texts;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => Texts.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => Texts.Values;

    /// <inheritdoc/>
    public int Count => Texts.Count;

    private Dictionary<string, string> Texts
    {
        get
        {
            // Several models may ask at once; each would make the same.
            if (_texts is { } known)
            {
                return known;
            }

            IReadOnlyDictionary<string, FieldValue>? rows = _fields;
            if (rows is null)
            {
                return _texts!;
            }

            Dictionary<string, string> texts = new(rows.Count, StringComparer.Ordinal);
            foreach ((string name, FieldValue value) in rows)
            {
                if (value.Text is { } text)
                {
                    texts.Add(name, text);
                }
            }

            _texts = texts;
            _fields = null;
            return texts;
        }
    }

    /// <inheritdoc/>
    public string this[string key] => Texts[key];

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _fields is { } rows
        ? rows.TryGetValue(key, out FieldValue value) && value.IsText
        : Texts.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => Texts.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Texts.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

namespace EvalHarness.Pipeline.Tasks.Yaml;

/// <summary>A mapping of a YAML file: keys in their order, the last of equal keys.</summary>
internal sealed class YamlMapping
{
    private readonly List<KeyValuePair<string, YamlValue>> _entries = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>The entries, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, YamlValue>> Entries => _entries;

    /// <summary>The value of a key; <c>null</c> where there is none.</summary>
    public YamlValue? Find(string key) => _places.TryGetValue(key, out int place) ? _entries[place].Value : null;

    /// <summary>Sets a key, in place of an earlier value.</summary>
    public void Set(string key, YamlValue value)
    {
        if (_places.TryGetValue(key, out int place))
        {
            _entries[place] = new(key, value);
            return;
        }

        _places.Add(key, _entries.Count);
        _entries.Add(new(key, value));
    }

    /// <summary>Sets every key of another mapping, but for those named.</summary>
    public void SetAll(YamlMapping other, params ReadOnlySpan<string> except)
    {
        foreach ((string key, YamlValue value) in other.Entries)
        {
            if (!except.Contains(key))
            {
                Set(key, value);
            }
        }
    }

    /// <summary>The mapping without places.</summary>
    public Dictionary<string, object?> ToPlain() =>
        _entries.ToDictionary(entry => entry.Key, entry => entry.Value.ToPlain(), StringComparer.Ordinal);
}

using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A dict: keys in the order of their first mention. It is not changed once it is made.</summary>
internal sealed class DictValue : JinjaValue
{
    private static readonly object s_none = new();

    private readonly List<KeyValuePair<JinjaValue, JinjaValue>> _entries = [];
    private readonly Dictionary<object, int> _places = [];

    /// <summary>The entries, in order.</summary>
    public IReadOnlyList<KeyValuePair<JinjaValue, JinjaValue>> Entries => _entries;

    /// <inheritdoc/>
    public override string TypeName => "dict";

    /// <inheritdoc/>
    public override bool IsTrue => _entries.Count > 0;

    /// <summary>Fills a dict while it is made: a later value replaces an earlier one of an equal key.</summary>
    public void Set(JinjaValue key, JinjaValue value, Meter meter)
    {
        object hashed = KeyOf(key) ?? throw meter.Fault($"unhashable type: '{key.TypeName}'");
        meter.Reserve(96);
        if (_places.TryGetValue(hashed, out int place))
        {
            _entries[place] = new(_entries[place].Key, value);
            return;
        }

        _places.Add(hashed, _entries.Count);
        _entries.Add(new(key, value));
    }

    /// <summary>The value of a key.</summary>
    public bool TryGet(JinjaValue key, [NotNullWhen(true)] out JinjaValue? value)
    {
        value = KeyOf(key) is { } hashed && _places.TryGetValue(hashed, out int place) ? _entries[place].Value : null;
        return value is not null;
    }

    /// <summary>The value of a text as key; <c>null</c> where there is none.</summary>
    public JinjaValue? Find(string key) => _places.TryGetValue(key, out int place) ? _entries[place].Value : null;

    /// <summary>What equal keys share, whatever their type: 1, 1.0 and true are one; <c>null</c> for no key.</summary>
    public static object? KeyOf(JinjaValue value) => value switch
    {
        TextValue text => text.Value,
        BooleanValue truth => truth.IsTrue ? BigInteger.One : BigInteger.Zero,
        IntegerValue number => number.Value,
        FloatValue number => double.IsInteger(number.Value) ? new BigInteger(number.Value) : number.Value,
        NoneValue => s_none,
        ListValue or DictValue or NamespaceValue => null,
        _ => value,
    };
}

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>What <c>namespace()</c> makes: the one value whose attributes a template can set.</summary>
internal sealed class NamespaceValue : JinjaValue
{
    private readonly Dictionary<string, JinjaValue> _attributes = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string TypeName => "Namespace";

    /// <summary>An attribute; <c>null</c> where it was never set.</summary>
    public JinjaValue? Find(string name) => _attributes.GetValueOrDefault(name);

    /// <summary>Sets an attribute.</summary>
    public void Set(string name, JinjaValue value, Meter meter)
    {
        if (name.StartsWith('_'))
        {
            throw meter.Fault(
                $"A namespace cannot store attributes that begin with an underscore; found '{name}'. Rename it.");
        }

        meter.Reserve(64);
        _attributes[name] = value;
    }
}

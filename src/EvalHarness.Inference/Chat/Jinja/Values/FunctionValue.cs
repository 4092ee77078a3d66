namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>Something to call: a function, a method bound to its value, a macro.</summary>
/// <param name="name">Its name.</param>
/// <param name="invoke">What it does.</param>
internal sealed class FunctionValue(string name, Func<Arguments, JinjaValue> invoke) : JinjaValue
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string TypeName => "function";

    /// <summary>Calls it.</summary>
    public JinjaValue Invoke(Arguments arguments) => invoke(arguments);
}

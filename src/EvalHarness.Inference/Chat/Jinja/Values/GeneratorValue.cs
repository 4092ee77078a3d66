namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>What <c>map</c>, <c>select</c> and their like give: items that are made when asked for, once.</summary>
internal sealed class GeneratorValue(Func<IReadOnlyList<JinjaValue>> make) : JinjaValue
{
    private Func<IReadOnlyList<JinjaValue>>? _make = make;

    /// <inheritdoc/>
    public override string TypeName => "generator";

    /// <summary>The items; none the second time.</summary>
    public IReadOnlyList<JinjaValue> Take(Meter meter)
    {
        Func<IReadOnlyList<JinjaValue>>? make = _make;
        _make = null;
        if (make is null)
        {
            return [];
        }

        meter.EnterValue();
        IReadOnlyList<JinjaValue> items = make();
        meter.LeaveValue();
        return items;
    }
}

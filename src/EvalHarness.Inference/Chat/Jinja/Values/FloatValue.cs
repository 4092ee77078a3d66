namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A number of double precision.</summary>
internal sealed class FloatValue(double value) : JinjaValue
{
    /// <summary>The number.</summary>
    public double Value { get; } = value;

    /// <inheritdoc/>
    public override string TypeName => "float";

    /// <inheritdoc/>
    public override bool IsTrue => Value != 0;
}

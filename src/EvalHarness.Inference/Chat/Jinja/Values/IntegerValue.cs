using System.Numerics;

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>An integer of any size.</summary>
internal sealed class IntegerValue(BigInteger value) : JinjaValue
{
    /// <summary>The number.</summary>
    public BigInteger Value { get; } = value;

    /// <inheritdoc/>
    public override string TypeName => "int";

    /// <inheritdoc/>
    public override bool IsTrue => !Value.IsZero;
}

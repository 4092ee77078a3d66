namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary><c>true</c> or <c>false</c>; in arithmetic 1 or 0.</summary>
internal sealed class BooleanValue : JinjaValue
{
    private static readonly BooleanValue s_true = new(true);
    private static readonly BooleanValue s_false = new(false);

    private BooleanValue(bool value) => IsTrue = value;

    /// <inheritdoc/>
    public override string TypeName => "bool";

    /// <inheritdoc/>
    public override bool IsTrue { get; }

    /// <summary>The value of a truth.</summary>
    public static BooleanValue From(bool value) => value ? s_true : s_false;
}

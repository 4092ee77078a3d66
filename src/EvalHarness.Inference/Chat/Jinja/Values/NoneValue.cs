namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary><c>none</c>.</summary>
internal sealed class NoneValue : JinjaValue
{
    private NoneValue()
    {
    }

    /// <summary>The only one.</summary>
    public static NoneValue Instance { get; } = new();

    /// <inheritdoc/>
    public override string TypeName => "NoneType";

    /// <inheritdoc/>
    public override bool IsTrue => false;
}

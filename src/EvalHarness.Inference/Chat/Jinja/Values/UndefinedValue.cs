namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A name, attribute or item that is not there. It prints nothing; most other uses are refused.</summary>
/// <param name="reason">What a refusal says.</param>
/// <param name="isLenient">It prints nothing and is false even where undefined values are refused.</param>
internal sealed class UndefinedValue(string reason, bool isLenient = false) : JinjaValue
{
    /// <summary>It prints nothing and is false even where undefined values are refused.</summary>
    public bool IsLenient { get; } = isLenient;

    /// <summary>What a refusal says.</summary>
    public string Reason { get; } = reason;

    /// <inheritdoc/>
    public override string TypeName => "Undefined";

    /// <inheritdoc/>
    public override bool IsTrue => false;

    /// <summary>A name that no scope knows.</summary>
    public static UndefinedValue FromName(string name) => new($"'{name}' is undefined");

    /// <summary>An attribute or item that a value lacks.</summary>
    public static UndefinedValue FromMember(JinjaValue owner, string name) => new(
        owner is NoneValue ? $"'None' has no attribute {name}" : $"'{owner.TypeName} object' has no attribute {name}");

    /// <summary>An attribute that templates may not touch.</summary>
    public static UndefinedValue FromUnsafe(JinjaValue owner, string name) =>
        new($"access to attribute '{name}' of '{owner.TypeName}' object is unsafe.");
}

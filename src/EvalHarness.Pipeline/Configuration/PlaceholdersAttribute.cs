namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks texts with placeholders of their own, such as <c>${port}</c>, that no environment fills in.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PlaceholdersAttribute(params string[] names) : Attribute
{
    /// <summary>Names that are left as they are.</summary>
    public IReadOnlyList<string> Names { get; } = names;
}

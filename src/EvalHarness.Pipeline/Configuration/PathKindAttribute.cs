namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks a value as a path, relative to the configuration file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PathKindAttribute(PathKind kind) : Attribute
{
    /// <summary>What must be there.</summary>
    public PathKind Kind { get; } = kind;
}

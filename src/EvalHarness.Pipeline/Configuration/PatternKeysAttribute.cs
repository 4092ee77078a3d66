namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks a map whose names may hold <c>*</c> for any text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PatternKeysAttribute : Attribute;

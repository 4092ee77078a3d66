namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks a value whose ${lower-case} placeholders are not environment variables.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LiteralAttribute : Attribute;

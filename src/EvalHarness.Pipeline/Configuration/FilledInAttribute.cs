namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks JSON whose texts are filled in from the environment.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FilledInAttribute : Attribute;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>Marks a list of metric names, which editors complete from the catalogue.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class MetricNamesAttribute : Attribute;

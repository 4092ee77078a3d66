namespace EvalHarness.Pipeline.Configuration;

/// <summary>The items of a list are names of metrics of all outputs together.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CorpusMetricNamesAttribute : Attribute;

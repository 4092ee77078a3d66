using System.Text.Json;

namespace EvalHarness.Pipeline.Tasks;

/// <summary>Where examples come from, how they are drawn and how they are written.</summary>
internal sealed record FewShotSettings
{
    /// <summary><c>fewshot_config.split</c> or <c>fewshot_split</c>; <c>null</c> for none.</summary>
    public string? Split { get; init; }

    /// <summary><c>fewshot_config.samples</c>: the documents themselves; <c>null</c> where a split has them.</summary>
    public IReadOnlyList<JsonElement>? Samples { get; init; }

    /// <summary><c>sampler: first_n</c>: the first documents, rather than drawn ones.</summary>
    public bool TakesFirst { get; init; }

    /// <summary>
    /// <c>same_column</c>, which only this harness has: an example has the same value in this column as the document
    /// that is asked; <c>null</c> for any example.
    /// </summary>
    public string? SameColumn { get; init; }

    /// <summary>How the examples are written.</summary>
    public required TaskFields Fields { get; init; }
}

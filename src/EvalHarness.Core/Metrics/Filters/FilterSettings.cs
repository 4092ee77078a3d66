namespace EvalHarness.Metrics.Filters;

/// <summary>One filter of a pipeline as a task names it.</summary>
/// <param name="Function">Its name: one of <see cref="FilterPipeline.Functions"/>.</param>
/// <param name="Options">Its options by name: texts, <see cref="bool"/>, <see cref="long"/> or <see cref="double"/>,
/// <c>null</c>, lists of these, and dictionaries of these by text or number.</param>
public sealed record FilterSettings(string Function, IReadOnlyDictionary<string, object?> Options)
{
    /// <summary>A filter without options.</summary>
    /// <param name="function">Its name.</param>
    public FilterSettings(string function) : this(function, new Dictionary<string, object?>())
    {
    }
}

namespace EvalHarness.Inference;

/// <summary>The memory that a model or a request needs is not there.</summary>
/// <param name="need">What needs memory, and how much.</param>
/// <param name="limit">How much there is.</param>
/// <param name="fix">What to do about it.</param>
public sealed class EngineMemoryException(string need, string limit, string fix)
    : Exception($"Found {need}; expected {limit}. {fix}")
{
    /// <summary>What needs memory, and how much.</summary>
    public string Need => need;

    /// <summary>How much there is.</summary>
    public string Limit => limit;

    /// <summary>What to do about it.</summary>
    public string Fix => fix;
}

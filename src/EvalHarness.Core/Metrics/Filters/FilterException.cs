namespace EvalHarness.Metrics.Filters;

/// <summary>A filter that cannot treat the answers of a document, where lm-evaluation-harness stops the run.</summary>
public sealed class FilterException : Exception
{
    /// <summary>Says what was wrong.</summary>
    /// <param name="message">A clause without a full stop.</param>
    public FilterException(string message) : base(message)
    {
    }
}

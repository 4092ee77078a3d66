namespace EvalHarness.Pipeline.Extensions;

/// <summary>A metric that the user wrote.</summary>
internal interface ICustomMetric : IMetric, IDisposable
{
    /// <summary>SHA-256 of what computes it, in lower-case hexadecimal.</summary>
    string Sha256 { get; }
}

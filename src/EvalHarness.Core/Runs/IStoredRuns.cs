namespace EvalHarness.Runs;

/// <summary>Stored runs, to be read only.</summary>
public interface IStoredRuns : IRunReader, IAsyncDisposable;

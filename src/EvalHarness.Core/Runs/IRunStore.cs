namespace EvalHarness.Runs;

/// <summary>Keeps runs: every output and score as it is made. Disposing it waits for what was appended.</summary>
public interface IRunStore : IStoredRuns, IRunWriter;

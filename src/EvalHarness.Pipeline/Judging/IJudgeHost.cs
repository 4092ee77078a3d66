using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Where the judges of a run are asked. Every call to a judge goes through it; there is no other way.
/// </summary>
public interface IJudgeHost
{
    /// <summary>
    /// What the host does to verdicts, as a text that changes when it does; <c>null</c> when it leaves them alone.
    /// Another version makes other judges, whose verdicts are another series.
    /// </summary>
    string? Version { get; }

    /// <summary>Makes the judges of a run ready to be asked, in place of those of an earlier call.</summary>
    /// <param name="judges">The judges, each with its own name.</param>
    /// <param name="models">
    /// Gives a judge's model by its name in the configuration, with its chain; <c>null</c> while it is not loaded.
    /// </param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    /// <returns>The judges by name.</returns>
    IReadOnlyDictionary<string, IHostedJudge> Host(
        IReadOnlyList<JudgeDefinition> judges, Func<string, IChatClient?> models, long seed);
}

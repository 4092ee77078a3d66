using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Iterating;

/// <summary>What judges are asked with: opened for one piece of work, and closed behind it.</summary>
/// <param name="configuration">Where the judges and their models are.</param>
/// <param name="store">Holds the runs and receives the verdicts; closed with the bench.</param>
/// <param name="providers">Make the judges' models.</param>
/// <param name="host">Where the judges are asked; closed with the bench.</param>
public sealed class JudgeBench(
    ResolvedConfiguration configuration, IRunStore store, ModelProviders providers, IJudgeHost host) : IAsyncDisposable
{
    /// <summary>Where the judges and their models are.</summary>
    public ResolvedConfiguration Configuration => configuration;

    /// <summary>Holds the runs and receives the verdicts.</summary>
    public IRunStore Store => store;

    /// <summary>Make the judges' models.</summary>
    public ModelProviders Providers => providers;

    /// <summary>Where the judges are asked.</summary>
    public IJudgeHost Host => host;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable owned)
        {
            await owned.DisposeAsync();
        }

        await store.DisposeAsync();
    }
}

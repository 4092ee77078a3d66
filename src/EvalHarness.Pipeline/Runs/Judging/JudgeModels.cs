using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs.Planning;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>
/// The judges' models of a run: each is loaded once, before the first task that needs it, and released after the last.
/// </summary>
/// <param name="providers">Make the models.</param>
/// <param name="journal">Notes how requests had to be changed; <c>null</c> for nobody.</param>
internal sealed class JudgeModels(ModelProviders providers, RunJournal? journal) : IAsyncDisposable
{
    private readonly Dictionary<string, LoadedModel> _loaded = new(StringComparer.Ordinal);

    /// <summary>A model by its name; <c>null</c> when it is not loaded.</summary>
    public IChatClient? Find(string name) => _loaded.GetValueOrDefault(name)?.Client;

    /// <summary>Loads the models that are not loaded yet.</summary>
    public async Task LoadAsync(IEnumerable<PlannedModel> models, CancellationToken stop)
    {
        foreach (PlannedModel model in models.Where(model => !_loaded.ContainsKey(model.Name)).DistinctBy(Name))
        {
            _loaded[model.Name] = await providers.LoadAsync(model.Source, model.Identity, stop);
        }
    }

    /// <summary>Gives back the memory of all models but those that are still needed.</summary>
    public async Task ReleaseAsync(IEnumerable<PlannedModel> needed)
    {
        foreach (string name in _loaded.Keys.Except(needed.Select(Name)).ToArray())
        {
            _loaded.Remove(name, out LoadedModel? model);
            try
            {
                if (journal is not null)
                {
                    await journal.SaveRequestChangesAsync(name, model!);
                }
            }
            finally
            {
                model!.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ReleaseAsync([]);

    private static string Name(PlannedModel model) => model.Name;
}

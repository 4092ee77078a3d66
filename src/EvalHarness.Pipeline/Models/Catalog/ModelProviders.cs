using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Models.Custom;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Pipeline.Models.Recorded;
using EvalHarness.Pipeline.Models.Scripted;
using EvalHarness.Pipeline.Models.Serving;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Catalog;

/// <summary>The providers at hand, by name.</summary>
/// <param name="providers">One provider per name.</param>
public sealed class ModelProviders(IEnumerable<IModelProvider> providers)
{
    private readonly IReadOnlyDictionary<string, IModelProvider> _providers =
        providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <summary>The providers that need no library of another runtime.</summary>
    public static IReadOnlyList<IModelProvider> BuiltIn { get; } =
    [
        new GgufProvider(), new ScriptedProvider(), new RecordedProvider(), new OpenAIProvider(), new ProcessProvider(),
        new AssemblyProvider(), new ProgramProvider(),
    ];

    /// <summary>The provider that a model's configuration names.</summary>
    /// <exception cref="InvalidInputException">There is none of that name.</exception>
    public IModelProvider For(ModelSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        string name = source.Configuration.Provider;
        return _providers.GetValueOrDefault(name) ?? throw new InvalidInputException(
            $"{source.Place}.provider",
            $"\"{name}\", which is not a provider",
            $"one of {string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal))}",
            NearestName.Suggest(name, [.. _providers.Keys]));
    }

    /// <summary>Checks a model and says what it is, without loading it.</summary>
    /// <exception cref="InvalidInputException">The model cannot be used.</exception>
    public Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken) =>
        For(source).IdentifyAsync(source, cancellationToken);

    /// <summary>Loads a model, with the chain around it.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="identity">What it is.</param>
    /// <param name="cancellationToken">
    /// Ends the loading and, once the model is loaded, lets it begin no call, no further try and no wait.
    /// </param>
    /// <exception cref="InvalidInputException">The model cannot be loaded.</exception>
    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        LoadedModel model = await For(source).LoadAsync(source, identity, cancellationToken);
        ChainOptions options = ChainOptions.From(source, identity, isLocal: model.Streams) with
        {
            Stop = cancellationToken,
        };
        IChatClient client = ModelChain.Around(model.Client, model.TakesTurns ? options.InTurns() : options);
        return new LoadedModel(client, model.LoadTime, model.Streams);
    }
}

using EvalHarness.Pipeline.Models.Chain;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>The providers at hand, by name.</summary>
/// <param name="providers">One provider per name.</param>
/// <param name="integrations">Where others are looked for; <c>null</c> for nowhere.</param>
public sealed class ModelProviders(IEnumerable<IModelProvider> providers, IntegrationFolder? integrations = null)
{
    private readonly IReadOnlyDictionary<string, IModelProvider> _providers =
        providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);

    /// <summary>The providers of this build.</summary>
    public static ModelProviders Default { get; } =
        new([new GgufProvider(), new ScriptedProvider(), new OpenAIProvider(), new ProcessProvider()],
            IntegrationFolder.BesideTheProgram);

    /// <summary>The provider that a model's configuration names.</summary>
    /// <exception cref="InvalidInputException">
    /// There is none of that name, or an integration is broken; says how to add or mend it.
    /// </exception>
    public IModelProvider For(ModelSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        string name = source.Configuration.Provider;
        return _providers.GetValueOrDefault(name) ?? integrations?.Find(name) ?? throw new InvalidInputException(
            $"{source.Place}.provider",
            $"\"{name}\", which this build has no provider for",
            $"one of {string.Join(", ", _providers.Keys.Order(StringComparer.Ordinal))}",
            "Build EvalHarness.Integrations.sln, which puts providers with dependencies of their own in the "
            + "integrations folder beside the program; "
            + "or serve the weights as a GGUF file with the provider \"gguf\".");
    }

    /// <summary>Checks a model and says what it is, without loading it.</summary>
    /// <exception cref="InvalidInputException">The model cannot be used.</exception>
    public Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken) =>
        For(source).IdentifyAsync(source, cancellationToken);

    /// <summary>Loads a model, with the chain around it.</summary>
    /// <exception cref="InvalidInputException">The model cannot be loaded.</exception>
    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        LoadedModel model = await For(source).LoadAsync(source, identity, cancellationToken);
        IChatClient client = ModelChain.Around(model.Client, ChainOptions.Of(source, identity, isLocal: model.Streams));
        return new LoadedModel(client, model.LoadTime, model.Streams);
    }
}

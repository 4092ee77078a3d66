namespace EvalHarness.Pipeline.Models;

/// <summary>Makes models of one kind. Implementations are thread-safe.</summary>
public interface IModelProvider
{
    /// <summary>What a configuration's <c>"provider"</c> calls it.</summary>
    string Name { get; }

    /// <summary>Checks everything that can be checked without loading the model, and says what it is.</summary>
    /// <exception cref="InvalidInputException">The configuration or the weights cannot be used.</exception>
    Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken);

    /// <summary>Loads a model that was identified before.</summary>
    /// <exception cref="InvalidInputException">The weights changed since, or cannot be used.</exception>
    Task<LoadedModel> LoadAsync(ModelSource source, ModelIdentity identity, CancellationToken cancellationToken);
}

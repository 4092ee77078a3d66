using System.Diagnostics;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Extensions;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>
/// Makes models of a .NET assembly: a public type that implements <see cref="IChatClient"/>, and needs no reference to
/// the harness.
/// </summary>
internal sealed class AssemblyProvider : IModelProvider
{
    /// <summary>What a configuration calls it.</summary>
    public const string ProviderName = "assembly";

    private static readonly ExtensionKind s_kind = new("model", typeof(IChatClient), typeof(JsonObject));

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    /// <remarks>The client is made once and disposed, since only it knows what it gives beside answers.</remarks>
    public Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ExtensionType type = Find(source);
        using IChatClient client = Make(type, source);
        bool givesLikelihoods = client.GetService<ILogLikelihoodModel>() is not null;
        bool givesEmbeddings = client.GetService<IEmbeddingGenerator<string, Embedding<float>>>() is not null;
        return Task.FromResult(new ModelIdentity
        {
            Sha256 = HashOf(type, source),
            Description = type.Description,
            GivesLogLikelihoods = givesLikelihoods,
            WithoutLikelihoods = givesLikelihoods ? null
                : $"GetService of {type.Name} gives no {nameof(ILogLikelihoodModel)}",
            GivesEmbeddings = givesEmbeddings,
            WithoutEmbeddings = givesEmbeddings ? null
                : $"GetService of {type.Name} gives no IEmbeddingGenerator<string, Embedding<float>>",
        });
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ExtensionType type = Find(source);
        return HashOf(type, source) == identity.Sha256
            ? Task.FromResult(new LoadedModel(
                new GuardedChatClient(type.Name, Make(type, source), source.Redact), Stopwatch.GetElapsedTime(started),
                streams: false))
            : throw new InvalidInputException(
                $"{source.Place}.assembly", "an assembly that changed since it was checked",
                "an assembly that stays as it is", "Start again when it is built.");
    }

    private static ExtensionType Find(ModelSource source)
    {
        ModelConfiguration model = source.Configuration;
        ExtensionType type = ExtensionType.Find(
            s_kind, model.Assembly!, model.Type, $"{source.Place}.assembly");
        type.CheckSettings(model.Settings, $"{source.Place}.settings");
        return type;
    }

    private static IChatClient Make(ExtensionType type, ModelSource source) => type.Make<IChatClient>(
        source.Redact, (source.Configuration.Settings ?? []).DeepClone());

    private static string HashOf(ExtensionType type, ModelSource source) =>
        ModelIdentity.HashOf(type.IdentityWith(source.Configuration.Settings, source.Redact));
}

using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Extensions;

namespace EvalHarness.Pipeline.Models.Custom;

/// <summary>Makes models that a program of the user's computes: JSON lines in and out.</summary>
internal sealed class ProgramProvider : IModelProvider
{
    /// <summary>What a configuration calls it.</summary>
    public const string ProviderName = "program";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ProgramCommand command = Find(source);
        return Task.FromResult(new ModelIdentity
        {
            Sha256 = HashOf(command),
            Description = "the program " + source.Redact(string.Join(' ', source.Configuration.Command!)),
            WithoutLikelihoods = "a program gives answers only",
            WithoutEmbeddings = "a program gives answers only",
        });
    }

    /// <inheritdoc/>
    /// <remarks>The program is started with the first question.</remarks>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        ProgramCommand command = Find(source);
        LimitsConfiguration limits = source.Configuration.Limits ?? new();
        return HashOf(command) == identity.Sha256
            ? Task.FromResult(new LoadedModel(
                new ProgramChatClient(
                    new JsonLinesProgram(command), TimeSpan.FromSeconds(limits.TryTimeoutSeconds), source.Redact),
                TimeSpan.Zero, streams: false)
            {
                TakesTurns = true,
            })
            : throw new InvalidInputException(
                $"{source.Place}.command", "files that changed since they were checked", "files that stay as they are",
                "Start again when they are complete.");
    }

    private static ProgramCommand Find(ModelSource source) => ProgramCommand.Find(
        source.Configuration.Command!, source.Folder, $"{source.Place}.command", source.Redact);

    private static string HashOf(ProgramCommand command) => ModelIdentity.HashOf(ProviderName, command.Sha256);
}

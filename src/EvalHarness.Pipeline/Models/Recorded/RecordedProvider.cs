using System.Diagnostics;
using EvalHarness.Pipeline.Recorded;

namespace EvalHarness.Pipeline.Models.Recorded;

/// <summary>Makes models of answers that other programs recorded: a file, or a pattern, for each task.</summary>
internal sealed class RecordedProvider : IModelProvider
{
    /// <summary>What a configuration calls it.</summary>
    public const string ProviderName = "recorded";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken) => new()
    {
        Sha256 = await HashAsync(source, cancellationToken),
        Description = FormattableString.Invariant($"recorded answers to {FilesOf(source).Count} tasks"),
        GivesLogLikelihoods = true,
    };

    /// <inheritdoc/>
    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        Dictionary<string, RecordedOutputs> tasks = new(StringComparer.Ordinal);
        foreach ((string task, RecordedFiles files) in FilesOf(source))
        {
            tasks[task] = await RecordedOutputs.ReadAsync(files, cancellationToken);
        }

        // What was read is what was planned with, unless the hash says otherwise.
        return await HashAsync(source, cancellationToken) == identity.Sha256
            ? new(
                new RecordedChatClient(source.Name, new(source.Name, tasks)), Stopwatch.GetElapsedTime(started),
                streams: false)
            : throw new InvalidInputException(
                source.Place, "files that changed since they were checked", "files that stay as they are",
                "Start again when they are complete.");
    }

    /// <summary>The files of a model by task.</summary>
    /// <exception cref="InvalidInputException">A pattern finds none.</exception>
    public static IReadOnlyDictionary<string, RecordedFiles> FilesOf(ModelSource source) =>
        (source.Configuration.Files ?? new Dictionary<string, string>()).ToDictionary(
            entry => entry.Key, entry => RecordedFiles.Find(entry.Value, $"{source.Place}.files.{entry.Key}"),
            StringComparer.Ordinal);

    private static async Task<string> HashAsync(ModelSource source, CancellationToken cancellationToken)
    {
        List<string> parts = [];
        foreach ((string task, RecordedFiles files) in FilesOf(source))
        {
            parts.Add($"{task} {await files.HashAsync(path => FileHash.Sha256Async(path, cancellationToken))}");
        }

        return ModelIdentity.HashOf(parts);
    }
}

using System.Diagnostics;
using System.Text.Json;

namespace EvalHarness.Pipeline.Models;

/// <summary>Makes models that answer from a JSONL file of scripted answers.</summary>
internal sealed class ScriptedProvider : IModelProvider
{
    /// <inheritdoc/>
    public string Name => "scripted";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        IReadOnlyList<ScriptedAnswer> script = await ReadAsync(source, cancellationToken);
        string path = source.RequirePath("a file of scripted answers");
        string hash = await FileHash.Sha256Async(path, cancellationToken);
        return new ModelIdentity
        {
            Sha256 = hash,
            Description = FormattableString.Invariant($"scripted, {script.Count} lines"),
            GivesLogLikelihoods = script.Any(line => line.LogLikelihoods is not null),
        };
    }

    /// <inheritdoc/>
    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ScriptedChatClient client = new(source.Name, await ReadAsync(source, cancellationToken));
        return new LoadedModel(client, Stopwatch.GetElapsedTime(started));
    }

    private static async Task<IReadOnlyList<ScriptedAnswer>> ReadAsync(
        ModelSource source, CancellationToken cancellationToken)
    {
        string path = source.RequirePath("a file of scripted answers");
        List<ScriptedAnswer> script = [];
        int number = 0;
        try
        {
            await foreach (string line in File.ReadLinesAsync(path, cancellationToken))
            {
                number++;
                if (line.Length > 0)
                {
                    script.Add(JsonSerializer.Deserialize<ScriptedAnswer>(line)
                        ?? throw new JsonException("The line is null."));
                }
            }
        }
        catch (JsonException broken)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{path}:{number}"),
                $"a line that is no scripted answer ({broken.Message})",
                "{\"contains\": …, \"answer\": …} or {\"contains\": …, \"error\": …}");
        }
        catch (IOException unreadable)
        {
            throw new InvalidInputException($"{source.Place}.path", unreadable.Message, "a readable file");
        }

        return script.Count > 0
            ? script
            : throw new InvalidInputException(path, "no line", "at least one scripted answer");
    }
}

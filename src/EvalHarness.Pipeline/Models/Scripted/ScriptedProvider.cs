using System.Diagnostics;
using System.Text.Json;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Models.Scripted;

/// <summary>Makes models that answer from a JSONL file of scripted answers.</summary>
internal sealed class ScriptedProvider : IModelProvider
{
    private static readonly JsonSerializerOptions s_json = new() { AllowDuplicateProperties = false };

    /// <inheritdoc/>
    public string Name => "scripted";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        List<ScriptedAnswer> script = Read(source, cancellationToken);
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
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ScriptedChatClient client = new(source.Name, Read(source, cancellationToken));
        return Task.FromResult(new LoadedModel(client, Stopwatch.GetElapsedTime(started)));
    }

    private static List<ScriptedAnswer> Read(ModelSource source, CancellationToken cancellationToken)
    {
        string path = source.RequirePath("a file of scripted answers");
        InputFile.RequireRegular(path, $"{source.Place}.path");
        using LineReader lines = new(path);
        List<ScriptedAnswer> script = [];
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            cancellationToken.ThrowIfCancellationRequested();
            script.Add(Parse(line, lines.Place));
        }

        return script.Count > 0
            ? script
            : throw new InvalidInputException(path, "no line", "at least one scripted answer");
    }

    private static ScriptedAnswer Parse(ReadOnlySpan<byte> line, string place)
    {
        string found;
        try
        {
            ScriptedAnswer? answer = JsonSerializer.Deserialize<ScriptedAnswer>(line, s_json);
            if (answer is { DelayMs: >= 0, Contains: not null } && answer.SaysSomething)
            {
                return answer;
            }

            found = answer is null ? "null"
                : answer.DelayMs < 0 ? "a delay below 0"
                : "an answer with neither text nor error";
        }
        catch (JsonException broken)
        {
            found = FormattableString.Invariant(
                $"not a scripted answer (at byte {broken.BytePositionInLine + 1})");
        }

        throw new InvalidInputException(
            place, found,
            "{\"contains\": …, \"answer\": …}, {\"contains\": …, \"error\": …} "
            + "or {\"contains\": …, \"log_likelihoods\": {…}}");
    }
}

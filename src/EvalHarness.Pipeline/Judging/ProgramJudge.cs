using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// A judge that a program of the user's computes: <c>{"id", "task", "input", "output", "fields", "scale"}</c> in,
/// <c>{"id", "score": number or null, "reasoning"?, "reason"?}</c> out. Thread-safe: it is asked one question at a
/// time.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="configuration">Its section.</param>
/// <param name="command">Its program.</param>
internal sealed class ProgramJudge(string name, JudgeConfiguration configuration, ProgramCommand command)
    : IJudge, IJudgeCode
{
    private readonly JsonLinesProgram _program = new(command);
    private int _asked;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public VerdictMenu Menu { get; } = configuration.Menu;

    /// <inheritdoc/>
    public string Sha256 => ModelIdentity.HashOf("program", command.Sha256);

    /// <inheritdoc/>
    public IJudge Create(IChatClient? model) => this;

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Verdict asked = Verdict.From(name, request);
        string id = Interlocked.Increment(ref _asked).ToString(CultureInfo.InvariantCulture);
        long started = Stopwatch.GetTimestamp();
        Verdict verdict;
        try
        {
            JsonElement answer = await _program.AskAsync(
                id, json => Write(json, request), configuration.CodeLimit, cancellationToken);
            verdict = Read(asked, answer) with { RawText = answer.GetRawText() };
        }
        catch (ProgramException failure)
        {
            verdict = asked.Unscored(
                failure.IsTimeout ? JudgingFailure.Timeout : JudgingFailure.Failed,
                $"There is no verdict: {failure.Message}.");
        }

        return verdict with
        {
            Calls = 1,
            Usage = new(LatencyMs: Stopwatch.GetElapsedTime(started).TotalMilliseconds),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _program.Dispose();

    private Verdict Read(Verdict asked, JsonElement answer) =>
        answer.TryGetProperty("score", out JsonElement score)
            && score.ValueKind is JsonValueKind.Number or JsonValueKind.Null
            ? CustomVerdict.Check(
                asked,
                asked with
                {
                    Score = score.ValueKind == JsonValueKind.Null ? null : score.GetDouble(),
                    Reasoning = answer.TextOf("reasoning") ?? "",
                    AbstainReason = score.ValueKind == JsonValueKind.Null ? answer.TextOf("reason") : null,
                },
                Menu)
            : asked.Unscored(JudgingFailure.Parse, "The program's line has no \"score\", a number or null.");

    // What the judge may know is what its prompt could show; never which model wrote the output.
    private void Write(Utf8JsonWriter json, JudgingRequest request)
    {
        json.WriteString("task", configuration.Task);
        json.WriteString("input", request.Fields.GetValueOrDefault("input"));
        json.WriteString("output", request.Output);
        json.WriteMap("fields", request.Fields);
        json.WriteStartArray("scale");
        json.WriteNumberValue(Menu.Scores[0]);
        json.WriteNumberValue(Menu.Scores[^1]);
        json.WriteEndArray();
    }
}

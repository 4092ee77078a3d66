using System.Globalization;
using System.Text.Json;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Reporting.Json;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Writes everything that people ever did with the outputs of a run, in its order.</summary>
/// <param name="store">Holds the run and its labels.</param>
internal sealed class LabelHistoryExport(IRunReader store)
{
    private static readonly JsonWriterOptions s_line = JsonFields.Options with { Indented = false };

    /// <summary>Writes a file of JSON Lines, which appears when it is complete.</summary>
    /// <param name="run">The run.</param>
    /// <param name="questions">Questions to write.</param>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="cancellationToken">Cancels between rows; an older file stays.</param>
    /// <returns>The number of lines.</returns>
    /// <exception cref="IOException">The folder or the disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task<int> WriteAsync(
        RunRecord run, IReadOnlyList<LabelQuestion> questions, string path, CancellationToken cancellationToken)
    {
        LabelBook book = await store.Labels.ReadAsync(run.Id, cancellationToken);
        HashSet<string> wanted = [.. questions.Select(question => question.Id)];
        LabelEvent[] events = [.. book.Events.Where(one => wanted.Contains(one.Entry.Question.Id))];
        await OutputFile.WriteAsync(
            path,
            async stream =>
            {
                foreach (LabelEvent one in events)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    await using (Utf8JsonWriter json = new(stream, s_line))
                    {
                        Write(json, one);
                    }

                    stream.WriteByte((byte)'\n');
                }
            },
            cancellationToken);
        return events.Length;
    }

    private static void Write(Utf8JsonWriter json, LabelEvent one)
    {
        LabelEntry entry = one.Entry;
        json.WriteStartObject();
        json.WriteNumber("sequence", one.Sequence);
        json.WriteString("time", one.Time.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("labeller", entry.Labeller);
        json.WriteString("action", NameOf(entry.Action));
        json.WriteString("grade", GradeOf(entry.Question, entry.Score));
        json.WriteNumberOrNull("score", entry.Score);
        json.WriteString("former_action", one.FormerAction is { } former ? NameOf(former) : null);
        json.WriteString("former_grade", GradeOf(entry.Question, one.FormerScore));
        json.WriteNumberOrNull("former_score", one.FormerScore);
        json.WriteString("reason", entry.Reason);
        json.WriteString("note", entry.Note);
        json.WriteString("run", entry.RunId);
        json.WriteString("task", entry.Item.Task);
        json.WriteString("sample_id", entry.Item.SampleId);
        json.WriteString("item", entry.Item.Id);
        json.WriteString("kind", entry.Item.Kind == LabelKind.Pair ? "pair" : "output");
        json.WriteString("model", entry.Item.Model);
        json.WriteString("baseline", entry.Item.Baseline);
        json.WriteString("policy", entry.PolicyHash);
        json.WriteString("origin", entry.Origin);
        json.WriteEndObject();
    }

    private static string NameOf(LabelAction action) => action.ToString().ToLowerInvariant();

    private static string? GradeOf(LabelQuestion question, double? score) =>
        score is { } known ? question.GradeOf(known) : null;
}

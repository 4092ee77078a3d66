using System.Runtime.CompilerServices;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A sample of a stored run with what every model made of it.</summary>
/// <param name="Row">The sample.</param>
/// <param name="Outputs">Each model's output; errors are left out.</param>
internal sealed record StoredOutputs(SampleRow Row, IReadOnlyDictionary<string, ModelOutput> Outputs)
{
    /// <summary>Fields that every sample has for judges, whatever its dataset's columns.</summary>
    public static IReadOnlyList<string> GivenFields { get; } = ["input", "reference"];

    /// <summary>A task's samples in the dataset's order, one in memory at a time.</summary>
    public static async IAsyncEnumerable<StoredOutputs> ReadAsync(
        IRunReader reader, string runId, string task, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reader);
        await using RowCursor<OutputRow> outputs = await RowCursor<OutputRow>.OpenAsync(
            reader.ReadOutputsAsync(runId, model: null, task, cancellationToken));
        await foreach (SampleRow row in reader.ReadSamplesAsync(runId, task, cancellationToken))
        {
            Dictionary<string, ModelOutput> found = new(StringComparer.Ordinal);
            foreach (OutputRow output in await outputs.TakeWhileAsync(output => output.Ordinal <= row.Ordinal))
            {
                if (output.Ordinal == row.Ordinal && output.Output.Error is null)
                {
                    found[output.Model] = output.Output;
                }
            }

            yield return new(row, found);
        }
    }

    /// <summary>What the drawing of outputs needs to know of this sample.</summary>
    /// <param name="baseline">Name of the baseline.</param>
    public JudgedOutput ToJudged(string baseline) => new(
        Row.Sample.Id,
        Row.Ordinal,
        Outputs.GetValueOrDefault(baseline)?.Text.Length ?? 0,
        Outputs.ToDictionary(
            output => output.Key, output => OutputKey.From(output.Value.Text), StringComparer.Ordinal))
    {
        Faulty = Outputs.Where(output => AnswerCheck.FaultOf(output.Value) is not null)
            .Select(output => output.Key).ToHashSet(StringComparer.Ordinal),
    };

    /// <summary>What a judge is asked about the output of a model.</summary>
    /// <param name="model">A model that answered.</param>
    /// <param name="baseline">Name of the baseline.</param>
    public JudgingRequest Ask(string model, string baseline) =>
        new(Row.Sample.Id, model, Fields(), Outputs[model].Text)
        {
            BaselineOutput = Outputs.GetValueOrDefault(baseline)?.Text,
            Fault = AnswerCheck.FaultOf(Outputs[model]),
            BaselineFault = Outputs.GetValueOrDefault(baseline) is { } own ? AnswerCheck.FaultOf(own) : null,
        };

    /// <summary>What a judge may be told of this sample.</summary>
    public IReadOnlyDictionary<string, string> Fields()
    {
        Dictionary<string, string> fields = new(Row.Sample.Fields, StringComparer.Ordinal);
        fields.TryAdd("input", Row.Sample.Input);
        if (Row.Sample.Targets.Count > 0)
        {
            fields.TryAdd("reference", Row.Sample.Targets[0]);
        }

        return fields;
    }
}

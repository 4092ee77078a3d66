using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Stores people's labels of a run's outputs beside its verdicts, for every report of it.</summary>
/// <param name="store">Holds the run, and receives the labels.</param>
internal sealed class PersonLabels(IRunStore store)
{
    /// <summary>Stores the labels of drawn pairs; one stored before that is no longer there is withdrawn.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="task">The task with its judges.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public async Task StoreAsync(string runId, JudgedTask task, CancellationToken cancellationToken)
    {
        foreach (var kind in task.Judges
            .Where(judge => judge.Configuration.Labels?.Drawn == LabelDraw.Pairs)
            .GroupBy(judge => judge.IsPairwise))
        {
            await StoreAsync(runId, task.Name, kind.Key, kind.First().Known, cancellationToken);
        }
    }

    private async Task StoreAsync(
        string runId,
        string task,
        bool isPair,
        IReadOnlyList<KnownText> known,
        CancellationToken cancellationToken)
    {
        ILookup<(string, string), double> labels =
            known.ToLookup(label => (label.Id, label.Place), label => label.Grade);
        Dictionary<(string Sample, string Text), VerdictRow> rows = [];
        await foreach (VerdictRow row in store.ReadVerdictsAsync(runId, task, cancellationToken))
        {
            if (row.Purpose == VerdictPurpose.Person
                && row.JudgeId == (isPair ? PersonLabel.OfPairs : PersonLabel.OfOutputs))
            {
                string sample = row.Verdict.SampleId;
                rows[(sample, row.TextKey)] = PersonLabel.From(task, isPair, sample, row.TextKey, grade: null);
            }
        }

        await foreach (StoredOutputs sample in StoredOutputs.ReadAsync(store, runId, task, cancellationToken))
        {
            string id = sample.Row.Sample.Id;
            foreach ((string model, ModelOutput output) in sample.Outputs)
            {
                string key = OutputKey.From(output.Text);
                foreach (double grade in labels[(id, model)].Concat(labels[(id, key)]).Take(1))
                {
                    rows[(id, key)] = PersonLabel.From(task, isPair, id, key, grade);
                }
            }
        }

        foreach (VerdictRow row in rows.Values)
        {
            await store.AppendAsync(runId, row, cancellationToken);
        }
    }
}

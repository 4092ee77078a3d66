using System.Globalization;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>All answers of one model to one task, by the samples' ids. Questions are kept as hashes only.</summary>
internal sealed class RecordedOutputs
{
    private readonly Dictionary<string, Recording> _samples = new(StringComparer.Ordinal);
    private readonly HashSet<string> _scores = new(StringComparer.Ordinal);

    private RecordedOutputs()
    {
    }

    /// <summary>What was asked of every sample.</summary>
    public TaskOutputType Kind { get; private set; }

    /// <summary>Most answers to one sample; at least 1.</summary>
    public int Repeats { get; private set; } = 1;

    /// <summary>The samples' ids, in the order of the file.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    /// <summary>Names of the file's own metrics that have a number for some sample.</summary>
    public IReadOnlyCollection<string> Scores => _scores;

    /// <summary>Reads everything of files as they are now.</summary>
    /// <exception cref="InvalidInputException">A row is wrong, or contradicts another.</exception>
    public static Task<RecordedOutputs> ReadAsync(RecordedFiles files, CancellationToken cancellationToken) =>
        ReadAsync(new RecordedRows(files), cancellationToken);

    /// <summary>Reads everything.</summary>
    /// <exception cref="InvalidInputException">A row is wrong, or contradicts another.</exception>
    public static async Task<RecordedOutputs> ReadAsync(RecordedRows rows, CancellationToken cancellationToken)
    {
        RecordedOutputs all = new();
        List<string> ids = [];
        string place = "";
        await foreach (RecordedRow row in rows.ReadAsync(cancellationToken))
        {
            place = row.Place;
            if (all._samples.Count == 0)
            {
                all.Kind = row.Kind;
            }
            else if (row.Kind != all.Kind)
            {
                throw new InvalidInputException(
                    place, $"{row.Kind.NameOf()} behind {all.Kind.NameOf()}", "samples of one kind");
            }

            if (!all._samples.TryGetValue(row.Sample.Id, out Recording? known))
            {
                all._samples[row.Sample.Id] = known = new(row);
                ids.Add(row.Sample.Id);
            }

            known.Add(row);
            all._scores.UnionWith(row.Scores.Keys);
            all.Repeats = Math.Max(all.Repeats, row.FirstRepeat + row.Outputs.Count);
        }

        all.Ids = ids;
        return ids.Count > 0 ? all : throw new InvalidInputException(place, "no sample", "at least one sample");
    }

    /// <summary>What a sample was asked, and its place in the file; <c>null</c> for an unknown one.</summary>
    public (RecordedQuestion Question, string Place)? Find(string id) =>
        _samples.GetValueOrDefault(id) is { } known ? (known.First.Question, known.First.Place) : null;

    /// <summary>An answer.</summary>
    /// <param name="id">The sample's id; of several answers to each sample, with the number of the answer.</param>
    /// <returns><c>null</c> where the file has none.</returns>
    public ModelOutput? FindOutput(string id)
    {
        (string sample, int repeat) = Repeats > 1 ? RepeatedId.Split(id) : (id, 0);
        return _samples.GetValueOrDefault(sample)?.Find(repeat) is { } output ? output with { SampleId = id } : null;
    }

    /// <summary>Everything that is kept of one sample.</summary>
    private sealed class Recording(RecordedRow first)
    {
        private readonly HashSet<(string Filter, int Repeat)> _seen = [];
        private readonly SortedDictionary<int, ModelOutput> _outputs = [];

        // Prompts are long, and not needed again.
        public (RecordedQuestion Question, string Place) First { get; } = (first.Question, first.Place);

        public ModelOutput? Find(int repeat) => _outputs.GetValueOrDefault(repeat);

        public void Add(RecordedRow row)
        {
            if (row.Question.FindDifference(First.Question) is { } part)
            {
                throw new InvalidInputException(
                    row.Place, $"sample {row.Sample.Id} with another {part} than at {First.Place}",
                    "one question for each id");
            }

            if (!_seen.Add((row.Filter, row.FirstRepeat)))
            {
                throw new InvalidInputException(
                    row.Place, $"sample {row.Sample.Id} again, first at {First.Place}",
                    "each sample once, or once for each filter",
                    "Of two runs in one file, keep one. lm-evaluation-harness names its filters since 0.4.7.");
            }

            for (int i = 0; i < row.Outputs.Count; i++)
            {
                int repeat = row.FirstRepeat + i;
                ModelOutput output = _outputs.GetValueOrDefault(repeat) ?? row.Outputs[i];
                if (output.Text != row.Outputs[i].Text)
                {
                    throw new InvalidInputException(
                        row.Place,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"another answer to sample {row.Sample.Id} than at {First.Place}"),
                        "the same answers behind every filter");
                }

                _outputs[repeat] = output with { RecordedScores = Merge(output.RecordedScores, row.Scores) };
            }
        }

        private static IReadOnlyDictionary<string, double> Merge(
            IReadOnlyDictionary<string, double> known, IReadOnlyDictionary<string, double> added)
        {
            if (known.Count == 0)
            {
                return added;
            }

            Dictionary<string, double> all = new(known, StringComparer.Ordinal);
            foreach ((string name, double value) in added)
            {
                all[name] = value;
            }

            return all;
        }
    }
}

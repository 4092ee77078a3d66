namespace EvalHarness.Judging;

/// <summary>
/// Which outputs of one task are judged. The order of the samples is one for all judges and models
/// (<see cref="JudgingSample"/>). Of the baseline, a share of each length class is drawn; of every candidate, the same
/// share of the samples on which its output differs. Equal outputs differ by nothing, so no call is spent on them.
/// </summary>
public sealed class JudgingDraw
{
    private const string Fault = "fault";

    private static readonly string[] s_lengths = ["short", "medium", "long"];

    private readonly Dictionary<string, JudgedOutput> _outputs;
    private readonly Dictionary<string, IReadOnlyList<JudgingItem>> _drawn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _equal = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<DifferingPair>> _differing = new(StringComparer.Ordinal);
    private readonly string _baseline;

    /// <summary>Draws.</summary>
    /// <param name="outputs">Every sample of the task once.</param>
    /// <param name="baseline">Name of the baseline.</param>
    /// <param name="candidates">Names of the candidates.</param>
    /// <param name="fraction">Share of each stratum, above 0 and at most 1.</param>
    /// <param name="seed">Seed of the order.</param>
    public JudgingDraw(
        IReadOnlyList<JudgedOutput> outputs,
        string baseline,
        IReadOnlyList<string> candidates,
        double fraction,
        long seed)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        _baseline = baseline;
        _outputs = outputs.ToDictionary(output => output.SampleId, StringComparer.Ordinal);
        JudgedOutput[] answered = [.. outputs.Where(output => output.Texts.ContainsKey(baseline))];
        Dictionary<string, string> lengths = Lengths(answered);
        _drawn[baseline] = Draw(answered, [baseline], output => lengths[output.SampleId], fraction, seed);
        foreach (string candidate in candidates)
        {
            JudgedOutput[] both = [.. answered.Where(output => output.Texts.ContainsKey(candidate))];
            _equal[candidate] =
            [
                .. both.Where(output => output.Texts[candidate] == output.Texts[baseline])
                    .Select(output => output.SampleId),
            ];
            JudgedOutput[] differing = [.. both.Where(output => !_equal[candidate].Contains(output.SampleId))];
            _drawn[candidate] = Draw(
                differing, [baseline, candidate], output => "different/" + lengths[output.SampleId], fraction, seed);
            _differing[candidate] = Pairs(differing, _drawn[candidate], candidate, lengths);
        }
    }

    /// <summary>Samples whose outputs are drawn for a model: of a candidate only where it differs.</summary>
    public IReadOnlyList<JudgingItem> Of(string model) => _drawn[model];

    /// <summary>Samples on which a candidate's output equals the baseline's.</summary>
    public IReadOnlySet<string> EqualTo(string candidate) => _equal[candidate];

    /// <summary>Every sample on which a candidate's output differs from the baseline's, drawn or not.</summary>
    public IReadOnlyList<DifferingPair> DifferingFrom(string candidate) => _differing[candidate];

    /// <summary>
    /// Every distinct output that needs a verdict, once, in the dataset's order: the sample, the first model that
    /// wrote it, and the largest probability with which it was drawn. For pairs, the baseline's own output is left
    /// out, and equal texts of two candidates are one.
    /// </summary>
    /// <param name="pairs">Candidates are judged against the baseline rather than each by itself.</param>
    public IReadOnlyList<(string SampleId, string Model, double InclusionProbability)> Distinct(bool pairs)
    {
        Dictionary<(string SampleId, string Text), (string Model, double Probability)> found = [];
        foreach ((string model, IReadOnlyList<JudgingItem> drawn) in _drawn)
        {
            foreach (JudgingItem item in drawn)
            {
                // The difference of a drawn candidate needs the baseline's score too.
                Add(item, model);
                if (model != _baseline)
                {
                    Add(item, _baseline);
                }
            }
        }

        return
        [
            .. found.Where(entry => !pairs || entry.Value.Model != _baseline)
                .OrderBy(entry => _outputs[entry.Key.SampleId].Ordinal)
                .ThenBy(entry => entry.Value.Model == _baseline ? "" : entry.Value.Model, StringComparer.Ordinal)
                .Select(entry => (entry.Key.SampleId, entry.Value.Model, entry.Value.Probability)),
        ];

        void Add(JudgingItem item, string model)
        {
            (string, string) key = (item.SampleId, _outputs[item.SampleId].Texts[model]);
            found[key] = found.TryGetValue(key, out (string Model, double Probability) known)
                ? (known.Model, Math.Max(known.Probability, item.InclusionProbability))
                : (model, item.InclusionProbability);
        }
    }

    // What needs no judge costs no call, so all of it is drawn.
    private static IReadOnlyList<JudgingItem> Draw(
        JudgedOutput[] outputs, string[] models, Func<JudgedOutput, string> stratum, double fraction, long seed)
    {
        ILookup<bool, JudgedOutput> byFault = outputs.ToLookup(output => output.Faulty.Overlaps(models));
        return
        [
            .. JudgingSample.Draw(
                [.. byFault[true].Select(output => new JudgingItem(output.SampleId, Fault))], 1, seed),
            .. JudgingSample.Draw(
                [.. byFault[false].Select(output => new JudgingItem(output.SampleId, stratum(output)))],
                fraction,
                seed),
        ];
    }

    private DifferingPair[] Pairs(
        JudgedOutput[] differing,
        IReadOnlyList<JudgingItem> drawn,
        string candidate,
        Dictionary<string, string> lengths)
    {
        HashSet<string> ids = [.. drawn.Select(item => item.SampleId)];
        Dictionary<string, double> probabilities = drawn.GroupBy(item => item.Stratum)
            .ToDictionary(stratum => stratum.Key, stratum => stratum.First().InclusionProbability);
        return
        [
            .. from output in differing
               let isFaulty = output.Faulty.Overlaps([_baseline, candidate])
               let stratum = isFaulty ? Fault : "different/" + lengths[output.SampleId]
               select new DifferingPair(
                   output.SampleId, stratum, probabilities[stratum], ids.Contains(output.SampleId), isFaulty),
        ];
    }

    // Thirds of the baseline's outputs by length; ties by the order of ids, so that the classes are always the same.
    private static Dictionary<string, string> Lengths(JudgedOutput[] outputs)
    {
        JudgedOutput[] sorted =
        [
            .. outputs.OrderBy(output => output.Length).ThenBy(output => output.SampleId, StringComparer.Ordinal),
        ];
        return sorted.Select((output, i) => (output.SampleId, Class: s_lengths[i * s_lengths.Length / sorted.Length]))
            .ToDictionary(pair => pair.SampleId, pair => pair.Class, StringComparer.Ordinal);
    }
}

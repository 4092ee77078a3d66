using System.Runtime.InteropServices;

namespace EvalHarness.Metrics.Text;

/// <summary>Harmonic mean of word precision and recall against the best target, in SQuAD's normal form.</summary>
internal sealed class TokenF1Metric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "token_f1";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "F-measure of the words shared with the best target, ignoring case, punctuation and articles; 0 to 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: false, Meaning, MetricRange.Unit);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output) =>
        Unscored.Because(sample, output, Name, needsTarget: true)
        ?? new(sample.Id, Name, sample.Targets.Max(target => Compute(output.Text, target)));

    /// <summary>F-measure of one pair; where a normal form has no words, 1 or 0 by exact match.</summary>
    internal static double Compute(string prediction, string target)
    {
        string[] given = Words(prediction);
        string[] expected = Words(target);
        if (given.Length == 0 || expected.Length == 0)
        {
            return AnswerText.AreEqual(prediction, target) ? 1 : 0;
        }

        Dictionary<string, int> left = new(StringComparer.Ordinal);
        foreach (string word in expected)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(left, word, out _)++;
        }

        int shared = 0;
        foreach (string word in given)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(left, word);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref count) && count > 0)
            {
                count--;
                shared++;
            }
        }

        double precision = (double)shared / given.Length;
        double recall = (double)shared / expected.Length;
        return shared == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static string[] Words(string text) =>
        AnswerText.Normalize(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}

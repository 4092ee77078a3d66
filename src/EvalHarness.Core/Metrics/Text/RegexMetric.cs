using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// Whether a regular expression matches somewhere in the output: the one in the metric's name
/// (<c>regex:^\d+$</c>), or, without one, any of the sample's targets. Matching takes time linear in the text.
/// </summary>
internal sealed class RegexMetric : IMetric
{
    /// <summary>Stable name; a pattern follows behind a colon.</summary>
    public const string Name = "regex";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "Whether the pattern, or without one a target taken as a pattern, matches somewhere in the output; 0 or 1.";

    private static readonly TimeSpan s_timeLimit = TimeSpan.FromSeconds(1);

    private readonly Regex? _pattern;

    private RegexMetric(string name, Regex? pattern)
    {
        _pattern = pattern;
        Definition = new(name, HigherIsBetter: true, IsPassFail: true, Meaning);
    }

    /// <summary>Takes its patterns from the targets.</summary>
    public RegexMetric() : this(Name, pattern: null)
    {
    }

    /// <inheritdoc/>
    public MetricDefinition Definition { get; }

    /// <summary>Takes its pattern from the metric's name; says what is wrong with one that cannot be used.</summary>
    public static bool TryCreate(
        string pattern, [NotNullWhen(true)] out RegexMetric? metric, [NotNullWhen(false)] out string? mistake)
    {
        metric = TryCompile(pattern, out Regex? compiled, out mistake)
            ? new RegexMetric($"{Name}:{pattern}", compiled)
            : null;
        return metric is not null;
    }

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output)
    {
        string name = Definition.Name;
        if (FaultyScore.Find(sample, output, Definition, needsTarget: _pattern is null) is { } faulty)
        {
            return faulty;
        }

        try
        {
            if (_pattern is not null)
            {
                return new(sample.Id, name, _pattern.IsMatch(output.Text) ? 1 : 0);
            }

            bool matches = false;
            foreach (string target in sample.Targets)
            {
                if (!TryCompile(target, out Regex? pattern, out string? mistake))
                {
                    return FaultyScore.Create(
                        sample, Definition, ScoreFault.MetricUndefined, $"the target is no usable pattern: {mistake}");
                }

                matches |= pattern.IsMatch(output.Text);
            }

            return new(sample.Id, name, matches ? 1 : 0);
        }
        catch (RegexMatchTimeoutException)
        {
            return FaultyScore.Create(
                sample, Definition, ScoreFault.MetricUndefined,
                $"matching took longer than {s_timeLimit.TotalSeconds} s");
        }
    }

    private static bool TryCompile(
        string pattern, [NotNullWhen(true)] out Regex? compiled, [NotNullWhen(false)] out string? mistake)
    {
        (compiled, mistake) = (null, null);
        try
        {
            compiled = new Regex(
                pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, s_timeLimit);
            return true;
        }
        catch (RegexParseException problem)
        {
            mistake = problem.Message;
        }
        catch (NotSupportedException)
        {
            mistake = "look-around, back-references, atomic groups and very large repeats are not supported";
        }

        return false;
    }
}

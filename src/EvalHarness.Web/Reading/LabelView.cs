using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Web.Reading;

/// <summary>One item before a labeller, or after.</summary>
public sealed record LabelView
{
    /// <summary>The run.</summary>
    public required RunRecord Run { get; init; }

    /// <summary>What is asked.</summary>
    public required LabelQuestion Question { get; init; }

    /// <summary>The item's place in the queue.</summary>
    public required QueueEntry Entry { get; init; }

    /// <summary>Its sample.</summary>
    public required SampleRow Sample { get; init; }

    /// <summary>Texts in the order in which they are shown: one output, or both of a pair.</summary>
    public required IReadOnlyList<string> Texts { get; init; }

    /// <summary>Of a pair, the candidate's text is the first.</summary>
    public required bool CandidateFirst { get; init; }

    /// <summary>Who labels.</summary>
    public required string Labeller { get; init; }

    /// <summary>Items of the list that the labeller has answered, and all.</summary>
    public required (int Answered, int All) Progress { get; init; }

    /// <summary>What people said of the item.</summary>
    public required ItemLabels Labels { get; init; }

    /// <summary>The policy in force; <c>null</c> for none.</summary>
    public LabelPolicy? Policy { get; init; }

    /// <summary>The sample with its verdicts and models; <c>null</c> until the labeller has answered.</summary>
    public SampleView? Revealed { get; init; }

    /// <summary>Token of the forms.</summary>
    public required string FormToken { get; init; }

    /// <summary>The labeller's answer; <c>null</c> until there is one.</summary>
    public LabelEvent? Own => Labels.IsAnswered(Labeller) ? Labels.Current[Labeller] : null;

    /// <summary>The sides of a pair as a labeller calls them, or the grades of an output, worst first.</summary>
    public IReadOnlyList<string> Choices => Question.Kind == LabelKind.Pair ? ["A", "tie", "B"] : Question.Grades;

    /// <summary>A score as the labeller chose it.</summary>
    public string ChoiceOf(double score) => Question.Kind != LabelKind.Pair
        ? Question.GradeOf(score)
        : score == 0 ? "tie"
        : score > 0 == CandidateFirst ? "A"
        : "B";
}

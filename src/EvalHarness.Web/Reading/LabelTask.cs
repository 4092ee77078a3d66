using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;

namespace EvalHarness.Web.Reading;

/// <summary>Where the labelling of one question stands.</summary>
/// <param name="Question">The question.</param>
/// <param name="Draw">The draw in force; <c>null</c> before one is made.</param>
/// <param name="Proposal">What would be drawn; <c>null</c> where that is settled or cannot be told.</param>
/// <param name="Drawn">Items for the estimate that the labeller has answered, and all.</param>
/// <param name="Reading">The same of items for reading.</param>
/// <param name="Needs">What each gate needs.</param>
/// <param name="Disputed">Items on which labellers differ.</param>
public sealed record LabelTask(
    LabelQuestion Question,
    EstimationDraw? Draw,
    DrawProposal? Proposal,
    (int Answered, int All) Drawn,
    (int Answered, int All) Reading,
    IReadOnlyList<LabelNeed> Needs,
    int Disputed);

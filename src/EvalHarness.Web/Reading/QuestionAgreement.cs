using EvalHarness.Labels;

namespace EvalHarness.Web.Reading;

/// <summary>What labels of one question say of its judges.</summary>
/// <param name="Question">The question.</param>
/// <param name="Report">The agreement.</param>
/// <param name="HasParts">The samples are split, so that a part can be looked at by itself.</param>
public sealed record QuestionAgreement(LabelQuestion Question, AgreementReport Report, bool HasParts);

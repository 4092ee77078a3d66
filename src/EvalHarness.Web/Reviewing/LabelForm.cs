using EvalHarness.Labels;
using Microsoft.AspNetCore.Http;

namespace EvalHarness.Web.Reviewing;

/// <summary>Reads what a labeller sent.</summary>
internal static class LabelForm
{
    /// <summary>The choice of a labeller who cannot tell.</summary>
    public const string Abstain = "abstain";

    /// <summary>What a form has of an entry: run, item, question, score and labeller are not among it.</summary>
    /// <exception cref="InvalidInputException">The form says nothing that can be done.</exception>
    public static LabelEntry Read(IFormCollection form) => new()
    {
        RunId = "",
        Labeller = "",
        Item = null!,
        Question = null!,
        Action = ReadAction(form),
        Note = Text(form, "note"),
        Reason = Text(form, "reason"),
        Token = ReadToken(form),
    };

    /// <summary>The score of what was chosen; <c>null</c> where nothing is to be scored.</summary>
    /// <exception cref="InvalidInputException">The choice is none of the question's.</exception>
    public static double? ReadScore(IFormCollection form, LabelQuestion question, bool candidateFirst)
    {
        string choice = form["grade"].ToString();
        if (ReadAction(form) is not (LabelAction.Label or LabelAction.Adjudicate) || choice.Length == 0)
        {
            return null;
        }

        double? score = question.Kind == LabelKind.Pair
            ? LabelItem.ScoreOfSide(choice, candidateFirst)
            : question.ScoreOf(choice);
        return score ?? throw new InvalidInputException(
            "grade", $"\"{choice}\"", string.Join(", ", question.Grades), "Choose one of the grades.");
    }

    /// <summary>What names this sending: sent twice, it is stored once.</summary>
    public static string ReadToken(IFormCollection form) =>
        Text(form, "token") ?? Guid.NewGuid().ToString("N");

    private static LabelAction ReadAction(IFormCollection form) => form["action"].ToString() switch
    {
        "label" when form["grade"] == Abstain => LabelAction.Abstain,
        "label" => LabelAction.Label,
        "skip" => LabelAction.Skip,
        "adjudicate" => LabelAction.Adjudicate,
        var other => throw new InvalidInputException("action", $"\"{other}\"", "label, skip or adjudicate"),
    };

    private static string? Text(IFormCollection form, string name) =>
        string.IsNullOrWhiteSpace(form[name]) ? null : form[name].ToString().ReplaceLineEndings("\n");
}

namespace EvalHarness.Metrics.Mathematics;

/// <summary>
/// Finds the answer in a worked solution, and tells whether two answers are the same: as text in a normal form, or as
/// mathematics.
/// </summary>
/// <remarks>
/// Expressions are compared by their values at fixed points. Rational ones, with π, e and i and decimals, are compared
/// exactly, all others within 1e-9, so that √2 equals 1.4142135624. A computer algebra system, such as the sympy that
/// lm-evaluation-harness asks, proves equality instead: it finds less of it, and has no tolerance. Answers that differ
/// at a point are never equal; what cannot be read, such as words, inequalities and infinity, is compared as text only.
/// A whole number before a fraction is a mixed number here, and a product for sympy.
/// </remarks>
public static class MathAnswer
{
    // The longest published answers have some hundred characters.
    private const int MaxLength = 2_000;
    private const int MaxPasses = 3;
    private const string FinalMark = "The final answer is";
    private const string FinalEnd = "I hope it is correct";

    /// <summary>
    /// What the last <c>\boxed</c> holds, or without one the last <c>\fbox</c>: up to its closing brace, or up to a
    /// dollar sign or the line's end where it has none.
    /// </summary>
    /// <param name="text">A solution or an output.</param>
    /// <returns><c>null</c> without a box, or for one that is not closed.</returns>
    public static string? FindBoxed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return FindBoxed(text, @"\boxed") ?? FindBoxed(text, @"\fbox");
    }

    /// <summary>
    /// The normal form of appendix D.1 of Lewkowycz et al. 2022: without units, texts, degree and dollar signs, with
    /// all braces of fractions and roots, without separators of thousands; of an equation the right side.
    /// </summary>
    /// <param name="answer">An answer; one of more than 2000 characters is only trimmed.</param>
    internal static string Normalize(string answer)
    {
        string normal = answer.Trim();
        for (int pass = 0; pass < MaxPasses && normal.Length <= MaxLength; pass++)
        {
            string next = AnswerNormalization.Apply(normal);
            if (next == normal)
            {
                break;
            }

            normal = next;
        }

        return normal;
    }

    /// <summary>
    /// Both answers are the same text in normal form, or the same mathematics. Two equations with a sum or product on
    /// the left have equal left sides too.
    /// </summary>
    public static bool AreEqual(string given, string target)
    {
        ArgumentNullException.ThrowIfNull(given);
        ArgumentNullException.ThrowIfNull(target);
        return HaveEqualForms(given, target) && (given.Length > MaxLength || target.Length > MaxLength
            || AnswerNormalization.FindLeftSide(given) is not { } left
            || AnswerNormalization.FindLeftSide(target) is not { } right
            || HaveEqualForms(left, right));
    }

    /// <summary>What stands behind the first "The final answer is", up to "I hope it is correct" or the line's end.
    /// </summary>
    /// <returns><c>null</c> where nothing does.</returns>
    internal static string? FindFinal(string text)
    {
        int start = text.IndexOf(FinalMark, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return null;
        }

        string line = LineAt(text, start + FinalMark.Length);
        int end = line.IndexOf(FinalEnd, StringComparison.OrdinalIgnoreCase);
        string answer = (end < 0 ? line : line[..end]).Trim().TrimStart(':', '*', ' ').TrimEnd('.', '*', ' ');
        return answer.Length == 0 ? null : answer;
    }

    private static bool HaveEqualForms(string given, string target)
    {
        (string left, string right) = (Normalize(given), Normalize(target));
        return left.Length > 0 && right.Length > 0 && (left == right
            || (left.Length <= MaxLength && right.Length <= MaxLength
                && AnswerForm.Read(left).IsEqualTo(AnswerForm.Read(right))));
    }

    private static string? FindBoxed(string text, string command)
    {
        int start = text.LastIndexOf(command, StringComparison.Ordinal) + command.Length;
        if (start < command.Length)
        {
            return null;
        }

        string rest = LineAt(text, start).TrimStart(' ');
        if (!rest.StartsWith('{'))
        {
            string bare = rest.Split('$')[0].Trim();
            return bare.Length == 0 ? null : bare;
        }

        start = text.IndexOf('{', start);
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            depth += text[i] == '{' ? 1 : text[i] == '}' ? -1 : 0;
            if (depth == 0)
            {
                return text[(start + 1)..i];
            }
        }

        return null;
    }

    private static string LineAt(string text, int start)
    {
        int end = text.IndexOf('\n', start);
        return end < 0 ? text[start..] : text[start..end];
    }
}

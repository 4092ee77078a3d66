using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using EvalHarness.Metrics.Mathematics;
using EvalHarness.Metrics.Text;
using EvalHarness.Patterns;

namespace EvalHarness.Metrics.Filters;

/// <summary>
/// Finds the answer in an output by steps in order, of which the first that finds something counts: <c>hashes</c> (what
/// follows the last ####, to the end of the line), <c>final_answer</c> (what follows "The final answer is"),
/// <c>boxed</c> (the content of the last \boxed{}), <c>dollars</c> (between the first and the last dollar sign),
/// <c>last_number</c>, <c>regex:PATTERN</c> (the last match of a pattern of Python's <c>re</c>, its first group that is
/// not empty), and <c>whole</c> (the output as it is). Thread-safe.
/// </summary>
public sealed class AnswerExtraction
{
    private const string Hashes = "hashes";
    private const string FinalAnswer = "final_answer";
    private const string Boxed = "boxed";
    private const string Dollars = "dollars";
    private const string LastNumber = "last_number";
    private const string Whole = "whole";
    private const string PatternStart = "regex:";

    private readonly IReadOnlyList<Func<string, string?>> _steps;

    private AnswerExtraction(IReadOnlyList<Func<string, string?>> steps) => _steps = steps;

    /// <summary>The names of steps, for help and errors.</summary>
    public static IReadOnlyList<string> Steps { get; } =
        [Hashes, FinalAnswer, Boxed, Dollars, LastNumber, PatternStart + "PATTERN", Whole];

    /// <summary>Makes an extraction of steps that <see cref="FindMistake"/> accepts.</summary>
    /// <param name="steps">In order; at least one.</param>
    /// <exception cref="InvalidInputException">A step is unknown.</exception>
    public static AnswerExtraction Create(IReadOnlyList<string> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new([.. steps.Select(step => TryCreate(step, out Func<string, string?>? find, out InputError? mistake)
            ? find
            : throw new InvalidInputException([mistake]))]);
    }

    /// <summary>What is wrong with a step; <c>null</c> for nothing.</summary>
    public static InputError? FindMistake(string step) =>
        TryCreate(step, out _, out InputError? mistake) ? null : mistake;

    /// <summary>
    /// The answer, a number in its plain form, so that 1,234.0 is 1234; <c>null</c> where no step finds one.
    /// </summary>
    /// <param name="text">An output or a target.</param>
    /// <exception cref="FilterException">A pattern took too long.</exception>
    public string? Find(string text) => FindText(text) is { } answer ? Plain(answer) : null;

    /// <summary>The answer as it is written, trimmed; <c>null</c> where no step finds one.</summary>
    /// <inheritdoc cref="Find"/>
    internal string? FindText(string text)
    {
        foreach (Func<string, string?> step in _steps)
        {
            if (step(text) is { } answer && answer.Trim() is { Length: > 0 } found)
            {
                return found;
            }
        }

        return null;
    }

    // A text that is a number, in plain form; any other text as it is.
    private static string Plain(string text)
    {
        string trimmed = text.Trim().TrimEnd('.');
        return NumberForms.Only().IsMatch(trimmed) && NumberText.ReadLast(trimmed) is { } number
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : text;
    }

    private static bool TryCreate(
        string step,
        [NotNullWhen(true)] out Func<string, string?>? find,
        [NotNullWhen(false)] out InputError? mistake)
    {
        mistake = null;
        find = step switch
        {
            Hashes => FindHashes,
            FinalAnswer => MathAnswer.FindFinal,
            Boxed => MathAnswer.FindBoxed,
            Dollars => FindBetweenDollars,
            LastNumber => text => NumberText.ReadLast(text)?.ToString("R", CultureInfo.InvariantCulture),
            Whole => text => text,
            _ => null,
        };
        if (find is not null)
        {
            return true;
        }

        if (!step.StartsWith(PatternStart, StringComparison.Ordinal))
        {
            mistake = new(null, $"the step \"{step}\"", string.Join(", ", Steps), NearestName.Suggest(step, Steps));
            return false;
        }

        if (!PythonRegex.TryCompile(step[PatternStart.Length..], out PythonRegex? regex, out string? problem))
        {
            mistake = new(null, problem, "a pattern of Python's re");
            return false;
        }

        find = text => FindMatch(regex, text);
        return true;
    }

    private static string? FindHashes(string text)
    {
        int start = text.LastIndexOf("####", StringComparison.Ordinal);
        return start < 0 ? null : text[(start + 4)..].TrimStart(' ', '\t', '#').Split('\n', 2)[0];
    }

    private static string? FindBetweenDollars(string text)
    {
        (int start, int end) = (text.IndexOf('$'), text.LastIndexOf('$'));
        return end > start ? text[(start + 1)..end] : null;
    }

    private static string? FindMatch(PythonRegex regex, string text)
    {
        try
        {
            return regex.FindAll(text) is [.., var last]
                ? last.FirstOrDefault(group => group.Length > 0)
                : null;
        }
        catch (RegexMatchTimeoutException)
        {
            throw new FilterException($"the pattern {regex.Pattern} took too long");
        }
    }
}

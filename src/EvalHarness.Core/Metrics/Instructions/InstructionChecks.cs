using System.Text.Json;
using System.Text.RegularExpressions;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Instructions;

/// <summary>
/// IFEval (Zhou et al., "Instruction-Following Evaluation for Large Language Models", 2023) as lm-evaluation-harness
/// checks it. Sentences and words in capitals need NLTK's data and the language of an answer needs a detector: those
/// instructions are not checked. English is told by its most frequent words.
/// </summary>
public static class InstructionChecks
{
    /// <summary>The instructions that can be checked.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. InstructionCatalog.Checks.Keys];

    /// <summary>Checks an answer.</summary>
    /// <param name="response">The answer; a blank one follows nothing.</param>
    /// <param name="instructions">Ids such as <c>punctuation:no_comma</c>.</param>
    /// <param name="arguments">Of each instruction, an object; fields that are <c>null</c> do not count.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static InstructionResult Check(
        string response, IReadOnlyList<string> instructions, IReadOnlyList<JsonElement> arguments)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(instructions);
        ArgumentNullException.ThrowIfNull(arguments);
        if (instructions.Count != arguments.Count)
        {
            throw new ArgumentException("Every instruction has arguments.", nameof(arguments));
        }

        string[] forms = FormsOf(response);
        List<bool?> strict = [];
        List<bool?> loose = [];
        List<string> reasons = [];
        foreach ((string id, JsonElement given) in instructions.Zip(arguments))
        {
            try
            {
                Func<string, InstructionArguments, bool> check = InstructionCatalog.Checks.GetValueOrDefault(id)
                    ?? throw new UncheckableException("there is no check of it here");
                InstructionArguments read = new(given);
                bool isFollowed = Follows(response, read, check);
                bool isLooselyFollowed = isFollowed || forms.Any(form => Follows(form, read, check));
                strict.Add(isFollowed);
                loose.Add(isLooselyFollowed);
            }
            catch (Exception failure) when (failure is UncheckableException or RegexMatchTimeoutException)
            {
                strict.Add(null);
                loose.Add(null);
                reasons.Add($"{id}: {(failure is UncheckableException ? failure.Message : "a pattern took too long")}");
            }
        }

        return new(strict, loose, reasons);
    }

    private static bool Follows(
        string form, InstructionArguments arguments, Func<string, InstructionArguments, bool> check) =>
        PythonText.Strip(form).Length > 0 && check(form, arguments);

    private static string[] FormsOf(string response)
    {
        string[] lines = response.Split('\n');
        string withoutFirst = Join(lines.Skip(1));
        string withoutLast = Join(lines.SkipLast(1));
        string withoutBoth = Join(lines.Skip(1).SkipLast(1));
        string[] forms = [response, withoutFirst, withoutLast, withoutBoth];
        return [.. forms, .. forms.Select(form => form.Replace("*", "", StringComparison.Ordinal))];
    }

    private static string Join(IEnumerable<string> lines) => PythonText.Strip(string.Join('\n', lines));
}

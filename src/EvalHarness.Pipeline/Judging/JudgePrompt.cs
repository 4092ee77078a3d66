using System.Text.RegularExpressions;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>The question of one call: its messages, and what an honest answer must agree with.</summary>
/// <param name="Messages">The rendered prompt.</param>
/// <param name="Nonce">What the answer must repeat; <c>null</c> when the prompt does not ask for it.</param>
/// <param name="Sources">The texts as the judge sees them, by variable.</param>
internal sealed partial record JudgePrompt(
    IReadOnlyList<ChatMessage> Messages, string? Nonce, IReadOnlyDictionary<string, string> Sources)
{
    private const string NonceVariable = "nonce";

    /// <summary>Renders a judge's prompt for one output.</summary>
    /// <remarks>
    /// A prompt that uses <c>{{nonce}}</c> gets every text inside a fence that holds it. Any other gets every text
    /// escaped and on one line, so that none can begin a line of the prompt's own.
    /// </remarks>
    /// <exception cref="InvalidInputException">A variable of the prompt is neither a field nor the output.</exception>
    public static JudgePrompt Render(
        PromptTemplate template, string outputVariable, JudgingRequest request, PromptFence fence)
    {
        bool isFenced = template.RequiredVariables.Contains(NonceVariable);
        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        foreach (string name in template.RequiredVariables.Union(template.Prompt.Variables.Select(one => one.Name)))
        {
            if (name == outputVariable)
            {
                sources[name] = Show(request.Output);
            }
            else if (request.Fields.TryGetValue(name, out string? text))
            {
                sources[name] = Show(text);
            }
        }

        Dictionary<string, string> variables = sources.ToDictionary(
            source => source.Key,
            source => isFenced ? fence.Wrap(FenceName(source.Key), source.Value) : source.Value,
            StringComparer.Ordinal);
        if (isFenced)
        {
            variables[NonceVariable] = fence.Nonce;
        }

        return new JudgePrompt(template.Render(variables), isFenced ? fence.Nonce : null, sources);

        string Show(string text) =>
            isFenced ? fence.Escape(text) : LineBreaks().Replace(fence.Escape(text), " ").Trim();
    }

    /// <summary>Reads an answer to this question; fails closed.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="isComplete">It was not cut off.</param>
    /// <param name="menu">Grades on offer.</param>
    public VerdictReading Read(string text, bool isComplete, VerdictMenu menu)
    {
        // Without a nonce, a verdict that stands in a judged text is the text's and not the judge's.
        if (Nonce is null && text.Trim() is { Length: > 0 } answer
            && Sources.Values.Any(source => source.Contains(answer, StringComparison.Ordinal)))
        {
            return VerdictReading.Unscored(JudgingFailure.Injection, "The answer is a part of a judged text.");
        }

        return VerdictParser.Parse(text, isComplete, menu, Nonce, Sources);
    }

    private static string FenceName(string variable)
    {
        string letters = string.Concat(variable.Where(char.IsAsciiLetter));
        return letters.Length > 0 ? letters : "text";
    }

    [GeneratedRegex(@"\s*[\r\n]\s*")]
    private static partial Regex LineBreaks();
}

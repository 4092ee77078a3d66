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
    /// <summary>The prompt's variable for the nonce of the call.</summary>
    public const string NonceVariable = "nonce";

    /// <summary>Tags around the judge's thoughts in its answer.</summary>
    public IReadOnlyList<string> ThinkingTags { get; init; } = ThinkingBlocks.DefaultTags;

    /// <summary>Renders a judge's prompt for one question.</summary>
    /// <remarks>
    /// A prompt that uses <c>{{nonce}}</c> gets every text inside a fence that holds it. Any other gets every text
    /// escaped and on one line, so that none can begin a line of the prompt's own.
    /// </remarks>
    /// <param name="template">The prompt.</param>
    /// <param name="texts">Untrusted texts by variable; those that the prompt does not know are left out.</param>
    /// <param name="instructions">What the judge's owner adds.</param>
    /// <param name="fence">The fence of this call.</param>
    /// <exception cref="InvalidInputException">A variable of the prompt is not among the texts.</exception>
    public static JudgePrompt Render(
        PromptTemplate template,
        IReadOnlyDictionary<string, string> texts,
        JudgeInstructions instructions,
        PromptFence fence)
    {
        string? nonce = template.UsedVariables.Contains(NonceVariable) ? fence.Nonce : null;
        (IReadOnlyList<ChatMessage> own, Dictionary<string, string> sources) = Fill(texts);
        IEnumerable<ChatMessage> shown = instructions.Examples.SelectMany(example => Fill(example.Fields).Messages
            .Where(message => message.Role != ChatRole.System)
            .Append(new ChatMessage(
                ChatRole.Assistant, example.Answer(instructions.ChainOfThought, nonce))));
        return new JudgePrompt(
            [
                .. own.Where(message => message.Role == ChatRole.System),
                .. shown,
                .. own.Where(message => message.Role != ChatRole.System),
            ],
            nonce,
            sources)
        {
            ThinkingTags = instructions.ThinkingTags,
        };

        (IReadOnlyList<ChatMessage> Messages, Dictionary<string, string> Sources) Fill(
            IReadOnlyDictionary<string, string> given)
        {
            Dictionary<string, string> seen = template.UsedVariables
                .Where(given.ContainsKey)
                .ToDictionary(name => name, name => Show(given[name]), StringComparer.Ordinal);
            Dictionary<string, string> variables = seen.ToDictionary(
                text => text.Key,
                text => nonce is null ? text.Value : fence.Wrap(FenceName(text.Key), text.Value),
                StringComparer.Ordinal);
            variables[NonceVariable] = fence.Nonce;
            variables[JudgeInstructions.ChainOfThoughtVariable] = instructions.ChainOfThought ? "yes" : "";
            if (instructions.Guide is { } guide)
            {
                variables[JudgeInstructions.GuideVariable] = guide;
                seen.Remove(JudgeInstructions.GuideVariable);
            }

            return (template.Render(variables), seen);
        }

        string Show(string text) =>
            nonce is not null ? fence.Escape(text) : LineBreaks().Replace(fence.Escape(text), " ").Trim();
    }

    /// <summary>The texts of a request by the prompt's variables.</summary>
    /// <param name="request">What is judged.</param>
    /// <param name="own">Texts that the judge itself adds; they win.</param>
    public static Dictionary<string, string> TextsOf(
        JudgingRequest request, params ReadOnlySpan<(string Name, string Text)> own)
    {
        Dictionary<string, string> texts = new(request.Fields, StringComparer.Ordinal);
        foreach ((string name, string text) in own)
        {
            texts[name] = text;
        }

        return texts;
    }

    /// <summary>Reads an answer to this question; fails closed.</summary>
    /// <param name="asked">The verdict as it is before the answer is read.</param>
    /// <param name="text">The answer.</param>
    /// <param name="isComplete">It was not cut off.</param>
    /// <param name="menu">Grades on offer.</param>
    /// <param name="needsReasoning">The answer must give reasons.</param>
    public Verdict Read(Verdict asked, string text, bool isComplete, VerdictMenu menu, bool needsReasoning) =>
        ReadUnlessCopied(asked, text, () => VerdictParser.Parse(
            asked, text, isComplete, menu, Nonce, Sources, needsReasoning, ThinkingTags));

    /// <summary>
    /// Reads an answer, unless it is a copy: without a nonce, an answer that stands in a judged text is the text's and
    /// not the judge's.
    /// </summary>
    public Verdict ReadUnlessCopied(Verdict asked, string text, Func<Verdict> read) =>
        Nonce is null && AnswerBody.From(text, ThinkingTags) is { Length: > 0 } answer
            && Sources.Values.Any(source => source.Contains(answer, StringComparison.Ordinal))
            ? asked.Unscored(JudgingFailure.Injection, "The answer is a part of a judged text.")
            : read();

    private static string FenceName(string variable)
    {
        string letters = string.Concat(variable.Where(char.IsAsciiLetter));
        return letters.Length > 0 ? letters : "text";
    }

    [GeneratedRegex(@"\s*[\r\n]\s*")]
    private static partial Regex LineBreaks();
}

using EvalHarness.Inference.Chat;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>What comes before a continuation: description, examples and question.</summary>
/// <param name="Turns">Its turns; the last is the question, or the beginning of the answer.</param>
internal sealed record TaskPrompt(IReadOnlyList<PromptTurn> Turns)
{
    /// <summary>The last turn begins the answer, which the model is to continue.</summary>
    public bool BeginsAnswer => Turns[^1].Role == "assistant";

    /// <summary>As plain text.</summary>
    public string ToText() => string.Concat(Turns.SelectMany(turn => new[] { turn.Text, turn.Delimiter }));

    /// <summary>As a conversation.</summary>
    /// <param name="asTurns">
    /// Examples are turns of their own; otherwise all of them and the question are one message of the user's.
    /// </param>
    public IReadOnlyList<ChatTurn> ToConversation(bool asTurns)
    {
        if (asTurns)
        {
            return [.. Turns.Select(turn => new ChatTurn(turn.Role, turn.Text))];
        }

        int first = Turns[0].Role == "system" ? 1 : 0;
        int last = Turns.Count - (BeginsAnswer ? 1 : 0);
        List<PromptTurn> asked = [.. Turns.Take(last).Skip(first)];
        asked[^1] = asked[^1] with { Delimiter = "" };
        return
        [
            .. Turns.Take(first).Select(turn => new ChatTurn(turn.Role, turn.Text)),
            new ChatTurn("user", new TaskPrompt(asked).ToText()),
            .. Turns.Skip(last).Select(turn => new ChatTurn(turn.Role, turn.Text)),
        ];
    }
}

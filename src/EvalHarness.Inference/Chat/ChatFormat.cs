using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Chat;

/// <summary>Turns a conversation into the tokens that a model was trained to answer.</summary>
/// <remarks>
/// A file's template is not executed: its family is recognised by its markers. Special tokens are added by id; those
/// that appear in a message's text stay text.
/// </remarks>
public sealed class ChatFormat
{
    private const string System = "system";
    private const string User = "user";
    private const string Assistant = "assistant";

    private readonly Tokenizer _tokenizer;

    /// <summary>Recognises a template.</summary>
    /// <param name="template">The file's template; <c>null</c> when it has none.</param>
    /// <param name="tokenizer">The model's tokenizer.</param>
    public ChatFormat(string? template, Tokenizer tokenizer) =>
        (_tokenizer, Family) = (tokenizer, Recognise(template));

    /// <summary>The family; <c>null</c> when the template is of none that is known.</summary>
    public ChatFamily? Family { get; }

    /// <summary>The prompt that lets the model answer a conversation.</summary>
    /// <param name="turns">At least one message.</param>
    /// <exception cref="NotSupportedException">The template is of no known family, or a token is missing.</exception>
    /// <exception cref="ArgumentException">There is no message, or a role is not known.</exception>
    public int[] Encode(IReadOnlyList<ChatTurn> turns)
    {
        ArgumentNullException.ThrowIfNull(turns);
        ArgumentOutOfRangeException.ThrowIfZero(turns.Count);
        foreach (ChatTurn turn in turns)
        {
            if (turn.Role is not (System or User or Assistant))
            {
                throw new ArgumentException(
                    $"A message has the role '{turn.Role}'; system, user or assistant is expected.");
            }
        }

        return Family switch
        {
            ChatFamily.Plain => _tokenizer.Encode(
                string.Concat(turns.Select(turn => turn.Text)), addSpecial: true, parseSpecial: false),
            ChatFamily.ChatML => EncodeChatML(turns),
            ChatFamily.Llama3 => EncodeLlama3(turns),
            ChatFamily.Gemma => EncodeGemma(turns),
            ChatFamily.Phi3 => EncodePhi3(turns),
            ChatFamily.Zephyr => EncodeZephyr(turns),
            ChatFamily.Llama2 => EncodeInstructions(turns, isLlama2: true),
            ChatFamily.Mistral => EncodeInstructions(FoldSystem(turns), isLlama2: false),
            _ => throw new NotSupportedException(
                "The model's chat template is of no known family; supported are "
                + string.Join(", ", Enum.GetNames<ChatFamily>().Skip(1))
                + ". Send the prompt as plain text or tokens instead."),
        };
    }

    private static ChatFamily? Recognise(string? template)
    {
        if (template is null)
        {
            return ChatFamily.Plain;
        }

        // Of two markers in one template the first in this list decides.
        (string Marker, ChatFamily Family)[] markers =
        [
            ("<|im_start|>", ChatFamily.ChatML),
            ("<|start_header_id|>", ChatFamily.Llama3),
            ("<start_of_turn>", ChatFamily.Gemma),
            ("<<SYS>>", ChatFamily.Llama2),
            ("[INST]", ChatFamily.Mistral),
            ("<|end|>", ChatFamily.Phi3),
            ("<|user|>", ChatFamily.Zephyr),
        ];
        foreach ((string marker, ChatFamily family) in markers)
        {
            if (template.Contains(marker, StringComparison.Ordinal))
            {
                return family;
            }
        }

        return null;
    }

    private static string Trimmed(ChatTurn turn) => turn.Text.Trim();

    /// <summary>Puts the system message before the first user's, for families that have no system role.</summary>
    private static List<ChatTurn> FoldSystem(IReadOnlyList<ChatTurn> turns)
    {
        string instructions = string.Join("\n\n", turns.Where(turn => turn.Role == System).Select(Trimmed));
        List<ChatTurn> folded = [.. turns.Where(turn => turn.Role != System)];
        int first = folded.FindIndex(turn => turn.Role == User);
        if (first < 0)
        {
            folded.Insert(0, new ChatTurn(User, instructions));
        }
        else if (instructions.Length > 0)
        {
            folded[first] = folded[first] with { Text = instructions + "\n\n" + folded[first].Text };
        }

        return folded;
    }

    private ChatTokens Begin(bool withBeginToken) =>
        new ChatTokens(_tokenizer).Token(withBeginToken ? _tokenizer.BosId : null);

    private int[] EncodeChatML(IReadOnlyList<ChatTurn> turns)
    {
        ChatTokens tokens = Begin(_tokenizer.AddsBos);
        foreach (ChatTurn turn in turns)
        {
            tokens.Special("<|im_start|>").Text($"{turn.Role}\n{turn.Text}").Special("<|im_end|>").Text("\n");
        }

        return tokens.Special("<|im_start|>").Text("assistant\n").ToArray();
    }

    private int[] EncodeLlama3(IReadOnlyList<ChatTurn> turns)
    {
        ChatTokens tokens = Begin(withBeginToken: true);
        foreach (ChatTurn turn in turns)
        {
            tokens.Special("<|start_header_id|>").Text(turn.Role).Special("<|end_header_id|>")
                .Text("\n\n" + Trimmed(turn)).Special("<|eot_id|>");
        }

        tokens.Special("<|start_header_id|>").Text(Assistant).Special("<|end_header_id|>").Text("\n\n");
        return tokens.ToArray();
    }

    private int[] EncodeGemma(IReadOnlyList<ChatTurn> turns)
    {
        ChatTokens tokens = Begin(withBeginToken: true);
        foreach (ChatTurn turn in FoldSystem(turns))
        {
            string role = turn.Role == Assistant ? "model" : turn.Role;
            tokens.Special("<start_of_turn>").Text($"{role}\n{Trimmed(turn)}").Special("<end_of_turn>").Text("\n");
        }

        return tokens.Special("<start_of_turn>").Text("model\n").ToArray();
    }

    private int[] EncodePhi3(IReadOnlyList<ChatTurn> turns)
    {
        ChatTokens tokens = Begin(_tokenizer.AddsBos);
        foreach (ChatTurn turn in turns)
        {
            tokens.Special($"<|{turn.Role}|>").Text("\n" + turn.Text).Special("<|end|>").Text("\n");
        }

        return tokens.Special("<|assistant|>").Text("\n").ToArray();
    }

    private int[] EncodeZephyr(IReadOnlyList<ChatTurn> turns)
    {
        ChatTokens tokens = Begin(_tokenizer.AddsBos);
        foreach (ChatTurn turn in turns)
        {
            tokens.SpecialOrText($"<|{turn.Role}|>").Text("\n" + turn.Text).Token(_tokenizer.EosId).Text("\n");
        }

        return tokens.SpecialOrText("<|assistant|>").Text("\n").ToArray();
    }

    /// <summary>Llama 2 wraps the system message; Mistral has it folded into the first user message.</summary>
    private int[] EncodeInstructions(IReadOnlyList<ChatTurn> turns, bool isLlama2)
    {
        ChatTokens tokens = Begin(withBeginToken: true);
        string system = "";
        bool isFirst = true;
        foreach (ChatTurn turn in turns)
        {
            switch (turn.Role)
            {
                case System:
                    system = $"<<SYS>>\n{Trimmed(turn)}\n<</SYS>>\n\n";
                    break;
                case User:
                    tokens.Token(isLlama2 && !isFirst ? _tokenizer.BosId : null)
                        .SpecialOrText("[INST]").Text($" {system}{Trimmed(turn)} ").SpecialOrText("[/INST]");
                    (system, isFirst) = ("", false);
                    break;
                default:
                    tokens.Text($" {Trimmed(turn)}{(isLlama2 ? " " : "")}").Token(_tokenizer.EosId);
                    break;
            }
        }

        return tokens.ToArray();
    }
}

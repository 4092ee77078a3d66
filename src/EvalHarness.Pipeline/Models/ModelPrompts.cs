using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Configuration;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// How the prompts of one model are written: by the chat template of its files, unless the configuration says otherwise
/// for the model or a task. Nothing is guessed: without a template, a conversation is refused. Thread-safe.
/// </summary>
/// <param name="source">The model.</param>
internal sealed class ModelPrompts(ModelSource source)
{
    /// <summary>Where a GGUF file keeps its template.</summary>
    public const string GgufKey = "tokenizer.chat_template";

    /// <summary>How to fix the configuration of a model without a template.</summary>
    public const string Advice =
        "Name a template file with \"chatTemplate\", or set \"chat\": false to send prompts as plain text.";

    private static readonly string[] s_tokenizerKeys =
    [
        "tokenizer.ggml.model", "tokenizer.ggml.pre", "tokenizer.ggml.tokens", "tokenizer.ggml.token_type",
        "tokenizer.ggml.scores", "tokenizer.ggml.merges",
    ];

    private readonly ConcurrentDictionary<string, ChatTemplate> _templates = new(StringComparer.Ordinal);
    private PromptFormat? _default;

    /// <summary>Source of the template in the model's files; <c>null</c> when they have none.</summary>
    public required string? Template { get; init; }

    /// <summary>Where that template is, or would be, for messages.</summary>
    public required string TemplatePlace { get; init; }

    /// <summary>
    /// What the model adds to every template: <c>bos_token</c> and <c>eos_token</c>, as far as it has them.
    /// </summary>
    public required IReadOnlyDictionary<string, JsonElement> Tokens { get; init; }

    /// <summary>SHA-256 of the model's vocabulary and merges; <c>null</c> when they are not known.</summary>
    public string? TokenizerSha256 { get; init; }

    /// <summary>
    /// SHA-256 of the template that the model is asked with where no task has its own; <c>null</c> when it has none.
    /// </summary>
    public string? TemplateSha256 =>
        source.Configuration.Chat == false ? null
        : source.Configuration.ChatTemplate is { } file ? Read(file).Sha256
        : Template is null ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Template)));

    /// <summary>How to fix a template that is missing or malformed.</summary>
    public string Fix { get; init; } = Advice;

    /// <summary>The format of a GGUF model.</summary>
    /// <param name="source">The model.</param>
    /// <param name="path">Its file.</param>
    /// <param name="metadata">What the file says.</param>
    /// <param name="tokens">What its tokenizer gives to a template: see <see cref="TokensOf(Tokenizer)"/>.</param>
    /// <param name="fix">How to fix a missing template; <c>null</c> for the keys of a configuration.</param>
    public static ModelPrompts FromGguf(
        ModelSource source,
        string path,
        GgufMetadata metadata,
        IReadOnlyDictionary<string, JsonElement> tokens,
        string? fix = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(metadata);
        return new(source)
        {
            Template = metadata.FindString(GgufKey),
            TemplatePlace = $"{path}: {GgufKey}",
            Tokens = tokens,
            TokenizerSha256 = source.Vocabularies.HashOf(
                source.Configuration.Path ?? path, () => HashTokenizer(metadata)),
            Fix = fix ?? Advice,
        };
    }

    /// <summary>The variables that a tokenizer gives to a template.</summary>
    public static IReadOnlyDictionary<string, JsonElement> TokensOf(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return TokensOf(
            tokenizer.BosId is { } begin ? tokenizer.TextOf(begin) : null,
            tokenizer.EosId is { } end ? tokenizer.TextOf(end) : null);
    }

    /// <summary>The variables that two special tokens give to a template.</summary>
    /// <param name="begin">Text of the begin token; <c>null</c> when the model has none.</param>
    /// <param name="end">Text of the end token; <c>null</c> when the model has none.</param>
    public static IReadOnlyDictionary<string, JsonElement> TokensOf(string? begin, string? end)
    {
        Dictionary<string, JsonElement> variables = new(StringComparer.Ordinal);
        foreach ((string name, string? text) in new[] { ("bos_token", begin), ("eos_token", end) })
        {
            if (text is not null)
            {
                variables[name] = JsonSerializer.SerializeToElement(text);
            }
        }

        return variables;
    }

    /// <summary>The format of questions that belong to no task, such as those of judges.</summary>
    /// <exception cref="InvalidInputException">There is no template, or it is malformed.</exception>
    public PromptFormat Default => _default ??= For(task: null);

    /// <summary>The format of a task's questions.</summary>
    /// <param name="task">The task's section; <c>null</c> for none.</param>
    /// <exception cref="InvalidInputException">There is no template, or it is malformed.</exception>
    public PromptFormat For(TaskConfiguration? task)
    {
        ModelConfiguration model = source.Configuration;
        bool isPlain = task?.Chat is { } chat ? !chat : task?.ChatTemplate is null && model.Chat == false;
        if (isPlain && task?.TemplateVariables is { Count: > 0 })
        {
            throw new InvalidInputException(
                source.Place, "\"chat\": false, which leaves the task's \"templateVariables\" without a template",
                fix: "Remove \"templateVariables\" from the task, or set \"chat\": true there.");
        }

        Dictionary<string, JsonElement> variables = new(Tokens, StringComparer.Ordinal);
        foreach ((string name, JsonNode? value) in
            (model.TemplateVariables ?? []).Concat(task?.TemplateVariables ?? []))
        {
            variables[name] = JsonSerializer.SerializeToElement(value);
        }

        return new PromptFormat
        {
            Template = isPlain ? null : Read(task?.ChatTemplate ?? model.ChatTemplate),
            Variables = isPlain ? new Dictionary<string, JsonElement>() : variables,
            Now = source.Clock,
        };
    }

    /// <summary>
    /// The prompt of a conversation: as it is where it is written already, else by the default format.
    /// </summary>
    /// <exception cref="InvalidInputException">There is no template, or it is malformed.</exception>
    /// <exception cref="Inference.Chat.Jinja.Values.TemplateException">
    /// The template refuses the conversation.
    /// </exception>
    public RenderedChat Render(IReadOnlyList<ChatMessage> messages) =>
        RenderedPrompt.Find(messages) ?? Default.Render(RenderedPrompt.ToTurns(messages));

    /// <summary>An identity that changes with what the configuration says of the model's prompts.</summary>
    public ModelIdentity Extend(ModelIdentity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        ModelConfiguration model = source.Configuration;
        return model.ChatTemplate is null && model.Chat is null && model.TemplateVariables is null
            ? identity with { Prompts = this }
            : identity with
            {
                Prompts = this,
                Sha256 = ModelIdentity.HashOf(identity.Sha256, $"prompts {Default.Sha256}"),
            };
    }

    // What makes ids of a text; which of them begin or end one is no part of it.
    private static string HashTokenizer(GgufMetadata metadata)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string key in s_tokenizerKeys)
        {
            string[] texts = !metadata.TryGet(key, out GgufMetadataEntry? entry) ? []
                : entry.Value is Array values ? [.. values.Cast<object>().Select(Text)]
                : [Text(entry.Value)];
            hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{key} {texts.Length}\n")));
            foreach (string text in texts)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{text.Length}:{text}\n")));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
    }

    private ChatTemplate Read(string? file) => _templates.GetOrAdd(
        file ?? "",
        _ => file is not null
            ? ChatTemplateFile.Read(file)
            : ChatTemplateFile.Parse(
                TemplatePlace,
                Template ?? throw new InvalidInputException(
                    source.Place, $"no chat template in {TemplatePlace}", fix: Fix),
                Fix));
}

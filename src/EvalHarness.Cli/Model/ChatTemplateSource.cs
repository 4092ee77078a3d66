using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Model;

/// <summary>A chat template, from a model or from a file of its own, and what a model adds to it.</summary>
/// <param name="Template">The template.</param>
/// <param name="Tokenizer">The model's tokenizer; <c>null</c> without a model.</param>
/// <param name="Variables"><c>bos_token</c> and <c>eos_token</c>, as far as the model has them.</param>
internal sealed record ChatTemplateSource(
    ChatTemplate Template, Tokenizer? Tokenizer, IReadOnlyDictionary<string, JsonElement> Variables)
{
    private const string Key = "tokenizer.chat_template";

    /// <summary>Reads a template.</summary>
    /// <param name="model">A GGUF model; its template is used where no file is given.</param>
    /// <param name="file">A template's file.</param>
    /// <exception cref="InvalidInputException">
    /// Neither is given, the model has no template, or the template cannot be read; names its line.
    /// </exception>
    public static ChatTemplateSource Read(string? model, string? file)
    {
        if (model is null && file is null)
        {
            throw new InvalidInputException(
                "evalharness render", "no template", "a model or --template", "Give a GGUF model or --template FILE.");
        }

        ChatTemplate? own = file is null ? null : Parse(file, ReadText(file));
        if (model is null)
        {
            return new(own!, null, new Dictionary<string, JsonElement>());
        }

        return GgufModelFile.Read(model, gguf =>
        {
            Tokenizer tokenizer = TokenizerFactory.FromGguf(gguf);
            ChatTemplate template = own ?? Parse(
                $"{model}: {Key}",
                gguf.Metadata.FindString(Key) ?? throw new InvalidInputException(
                    model, "no chat template", $"a text in {Key}", "Give --template FILE."));
            return new ChatTemplateSource(template, tokenizer, VariablesOf(tokenizer));
        });
    }

    private static string ReadText(string file)
    {
        byte[] bytes = TextBytes.Read(file);
        // The reader adds a line end, which a template must not gain.
        return Encoding.UTF8.GetString(bytes.AsSpan(0, bytes.Length - 1));
    }

    private static ChatTemplate Parse(string place, string source)
    {
        try
        {
            return ChatTemplate.FromSource(source);
        }
        catch (TemplateException fault)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{place}:{fault.Line}:{fault.Column}"),
                fault.Reason.TrimEnd('.'), "a chat template that can be rendered");
        }
    }

    private static Dictionary<string, JsonElement> VariablesOf(Tokenizer tokenizer)
    {
        Dictionary<string, JsonElement> variables = [];
        foreach ((string name, int? id) in new[] { ("bos_token", tokenizer.BosId), ("eos_token", tokenizer.EosId) })
        {
            if (id is { } token)
            {
                variables[name] = JsonSerializer.SerializeToElement(tokenizer.TextOf(token));
            }
        }

        return variables;
    }
}

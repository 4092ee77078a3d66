using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Model;

/// <summary>A chat template, from a model or from a file of its own, and what a model adds to it.</summary>
/// <param name="Template">The template.</param>
/// <param name="Tokenizer">The model's tokenizer; <c>null</c> without a model.</param>
/// <param name="Variables"><c>bos_token</c> and <c>eos_token</c>, as far as the model has them.</param>
internal sealed record ChatTemplateSource(
    ChatTemplate Template, Tokenizer? Tokenizer, IReadOnlyDictionary<string, JsonElement> Variables)
{
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

        ChatTemplate? own = file is null ? null : ChatTemplateFile.Read(file);
        if (model is null)
        {
            return new(own!, null, new Dictionary<string, JsonElement>());
        }

        return GgufModelFile.Read(model, gguf =>
        {
            Tokenizer tokenizer = TokenizerFactory.FromGguf(gguf);
            ChatTemplate template = own ?? ChatTemplateFile.Parse(
                $"{model}: {ModelPrompts.GgufKey}",
                gguf.Metadata.FindString(ModelPrompts.GgufKey) ?? throw new InvalidInputException(
                    model, "no chat template", $"a text in {ModelPrompts.GgufKey}", "Give --template FILE."));
            return new ChatTemplateSource(template, tokenizer, ModelPrompts.TokensOf(tokenizer));
        });
    }
}

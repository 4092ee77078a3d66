using System.CommandLine;
using System.Globalization;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Tokenization;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Model;

/// <summary><c>tokenize</c>: the tokens of a text.</summary>
internal static class TokenizeCommand
{
    private const string Description =
        "Print the token ids of a text.";

    private static readonly Argument<string> s_model = new("MODEL") { Description = ModelFolders.Meaning };

    private static readonly TextOption s_text = new("--text")
    {
        Description = "Text to tokenize.",
        Required = true,
        HelpName = "TEXT",
    };

    private static readonly Option<bool> s_plain = new("--no-special")
    {
        Description = "Do not add the model's begin and end tokens.",
    };

    private static readonly Option<bool> s_parse = new("--parse-special")
    {
        Description = "Parse texts such as <|im_end|> as control tokens; always on for ONNX Runtime GenAI folders.",
    };

    private static readonly EngineOption s_engine = EngineOption.Create();

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("tokenize", Description) { s_model, s_text, s_plain, s_parse, s_engine };
        command.SetAction(async (parsed, cancellationToken) => ModelFolders.Is(parsed.GetRequiredValue(s_model))
            ? await RunFolderAsync(parsed, terminal, cancellationToken)
            : Run(parsed, terminal));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        string model = parsed.GetRequiredValue(s_model);
        using LlamaVocabulary? vocabulary = s_engine.IsLlamaCpp(parsed) ? LlamaVocabulary.Load(model) : null;
        Tokenizer tokenizer = vocabulary?.Tokenizer ?? GgufModelFile.Read(model, TokenizerFactory.FromGguf);
        if (tokenizer.Warning is not null && !parsed.GetValue(GlobalOptions.Quiet))
        {
            terminal.Error.WriteLine("warning: " + Terminal.Printable(tokenizer.Warning));
        }

        int[] ids = tokenizer.Encode(
            parsed.GetRequiredValue(s_text), !parsed.GetValue(s_plain), parsed.GetValue(s_parse));
        return Write(parsed, terminal, ids, tokenizer.TextOf);
    }

    private static async Task<int> RunFolderAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        s_engine.RequireEmbedded(parsed, parsed.GetRequiredValue(s_model), "a model folder");
        using LoadedModel loaded = await ModelFolders.LoadAsync(parsed.GetRequiredValue(s_model), cancellationToken);
        ILogitsModel model = ModelFolders.LogitsOf(loaded);
        string text = parsed.GetRequiredValue(s_text);
        int[] ids = parsed.GetValue(s_plain) ? model.EncodeContinuation(text) : model.EncodeText(text);
        return Write(parsed, terminal, ids, id => model.Vocabulary.Texts[id]);
    }

    private static int Write(ParseResult parsed, Terminal terminal, int[] ids, Func<int, string> textOf)
    {
        if (parsed.GetValue(GlobalOptions.Json))
        {
            WriteJson(terminal.Output, parsed.GetRequiredValue(s_model), ids, textOf);
            return (int)ExitCode.Passed;
        }

        foreach (int id in ids)
        {
            terminal.Output.WriteLine(
                id.ToString(CultureInfo.InvariantCulture).PadLeft(7) + "  " + Terminal.Printable(textOf(id)));
        }

        return (int)ExitCode.Passed;
    }

    private static void WriteJson(TextWriter output, string model, int[] ids, Func<int, string> textOf) =>
        JsonOutput.Write(output, json =>
        {
            json.WriteStartObject();
            json.WriteString("model", model);
            json.WriteNumber("token_count", ids.Length);
            json.WriteStartArray("token_ids");
            Array.ForEach(ids, json.WriteNumberValue);
            json.WriteEndArray();
            json.WriteStartArray("tokens");
            Array.ForEach(ids, id => json.WriteStringValue(textOf(id)));
            json.WriteEndArray();
            json.WriteEndObject();
        });
}

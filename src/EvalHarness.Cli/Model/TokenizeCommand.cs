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
internal sealed class TokenizeCommand
{
    private const string Description =
        "Print the token ids of a text.";

    private readonly Argument<string> _model = new("MODEL") { Description = ModelFolders.Meaning };

    private readonly TextOption _text = new("--text")
    {
        Description = "Text to tokenize.",
        Required = true,
        HelpName = "TEXT",
    };

    private readonly Option<bool> _plain = new("--no-special")
    {
        Description = "Do not add the model's begin and end tokens.",
    };

    private readonly Option<bool> _parse = new("--parse-special")
    {
        Description = "Parse texts such as <|im_end|> as control tokens; always on for ONNX Runtime GenAI folders.",
    };

    private readonly EngineOption _engine = EngineOption.Create();

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new TokenizeCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("tokenize", Description) { _model, _text, _plain, _parse, _engine };
        command.SetAction(async (parsed, cancellationToken) => ModelFolders.Is(parsed.GetRequiredValue(_model))
            ? await RunFolderAsync(parsed, terminal, cancellationToken)
            : Run(parsed, terminal));
        return command;
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        string model = parsed.GetRequiredValue(_model);
        using LlamaVocabulary? vocabulary = _engine.IsLlamaCpp(parsed) ? LlamaVocabulary.Load(model) : null;
        Tokenizer tokenizer = vocabulary?.Tokenizer ?? GgufModelFile.Read(model, TokenizerFactory.FromGguf);
        if (tokenizer.Warning is not null && !GlobalOptions.IsQuiet(parsed))
        {
            terminal.Error.WriteLine("warning: " + Terminal.Printable(tokenizer.Warning));
        }

        int[] ids = tokenizer.Encode(
            parsed.GetRequiredValue(_text), !parsed.GetValue(_plain), parsed.GetValue(_parse));
        return Write(parsed, terminal, ids, tokenizer.TextOf);
    }

    private async Task<int> RunFolderAsync(
        ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        _engine.RequireEmbedded(parsed, parsed.GetRequiredValue(_model), "a model folder");
        using LoadedModel loaded = await ModelFolders.LoadAsync(parsed.GetRequiredValue(_model), cancellationToken);
        ILogitsModel model = ModelFolders.LogitsOf(loaded);
        string text = parsed.GetRequiredValue(_text);
        int[] ids = parsed.GetValue(_plain) ? model.EncodeContinuation(text) : model.EncodeText(text);
        return Write(parsed, terminal, ids, id => model.Vocabulary.Texts[id]);
    }

    private int Write(ParseResult parsed, Terminal terminal, int[] ids, Func<int, string> textOf)
    {
        if (GlobalOptions.IsJson(parsed))
        {
            WriteJson(terminal.Output, parsed.GetRequiredValue(_model), ids, textOf);
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

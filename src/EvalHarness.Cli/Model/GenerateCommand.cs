using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Chat.Jinja.Values;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Grammars;
using EvalHarness.Inference.Sampling;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Cli.Model;

/// <summary><c>generate</c>: one completion, streamed as it is written.</summary>
internal sealed class GenerateCommand
{
    private const string Description =
        "Generate one completion of a prompt.";

    private readonly Argument<string> _model = new("MODEL") { Description = ModelFolders.Meaning };

    private readonly TextOption _prompt = new("--prompt") { Description = "The prompt.", Required = true };

    private readonly Option<int> _maxTokens = new("--max-tokens")
    {
        Description = "Maximum tokens to generate.",
        DefaultValueFactory = _ => 128,
    };

    private readonly Option<double> _temperature = new("--temperature")
    {
        Description = "Sampling temperature, 0 to 100; 0 is greedy.",
    };

    private readonly Option<int> _topK = new("--top-k")
    {
        Description = "Sample from the K most likely tokens; 0 for all.",
    };

    private readonly Option<double> _topP = new("--top-p")
    {
        Description = "Sample from the most likely tokens whose probabilities sum to P, 0 to 1.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<ulong> _seed = new("--seed") { Description = "Seed of sampling. [default: 0]" };

    private readonly Option<string[]> _stop = new("--stop")
    {
        Description = "Text that ends the completion; \\n is a line feed. Can be repeated.",
    };

    private readonly Option<bool> _chat = new("--chat")
    {
        Description = "Format the prompt as a user message with the model's chat template.",
    };

    private readonly Option<string?> _template = new("--template")
    {
        Description = "Jinja chat template to use instead of the model's; implies --chat.",
        HelpName = "FILE",
    };

    private readonly SchemaOption _schema = new();
    private readonly EngineOptionSet _engine = new();

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new GenerateCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("generate", Description)
        {
            _model, _prompt, _maxTokens, _temperature, _topK, _topP, _seed, _stop, _chat, _template,
        };
        _schema.AddTo(command);
        _engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            EngineOptions options = _engine.Read(parsed);
            GenerationRequest request = ReadRequest(parsed);
            string path = parsed.GetRequiredValue(_model);
            if (ModelFolders.Is(path))
            {
                _engine.Engine.RequireEmbedded(parsed, path, "a model folder");
                if (request.AnswerSchema is not null)
                {
                    throw new InvalidInputException(
                        "--schema", "a schema for a model folder", "a GGUF model", "Leave --schema out.");
                }

                return (int)await RunFolderAsync(parsed, options, request, terminal, cancellationToken);
            }

            await using InferenceEngine engine = _engine.Load(parsed, path, sequences: 1, cancellationToken);
            return (int)await RunAsync(engine, parsed, request, terminal, cancellationToken);
        });
        return command;
    }

    private GenerationRequest ReadRequest(ParseResult parsed) => new()
    {
        Prompt = parsed.GetRequiredValue(_prompt) is var prompt && (prompt.Length > 0 || IsChat(parsed))
            ? prompt
            : throw new InvalidInputException("--prompt", "an empty prompt", "a text to continue"),
        AnswerSchema = _schema.Read(parsed),
        MaxTokens = OptionRange.Check(parsed.GetValue(_maxTokens), 1, int.MaxValue, "--max-tokens"),
        StopStrings = [.. (parsed.GetValue(_stop) ?? []).Where(stop => stop.Length > 0)
            .Select(stop => stop.Replace("\\n", "\n", StringComparison.Ordinal))],
        Sampling = new SamplingOptions
        {
            Temperature = OptionRange.Check(parsed.GetValue(_temperature), 0, 100, "--temperature"),
            TopK = OptionRange.Check(parsed.GetValue(_topK), 0, int.MaxValue, "--top-k"),
            TopP = OptionRange.Check(parsed.GetValue(_topP), 1e-9, 1, "--top-p"),
            Seed = parsed.GetValue(_seed),
        },
    };

    private async Task<ExitCode> RunAsync(
        InferenceEngine engine,
        ParseResult parsed,
        GenerationRequest request,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        bool isJson = GlobalOptions.IsJson(parsed);
        if (IsChat(parsed))
        {
            request = request with { PromptTokens = EncodeChat(engine, parsed, request.Prompt!), Prompt = null };
        }

        Action<string>? stream = isJson ? null : text => Stream(terminal, text);
        GenerationResult result;
        try
        {
            result = await engine.GenerateAsync(request, stream, cancellationToken);
        }
        catch (ContextOverflowException overflow)
        {
            throw new InvalidInputException(
                "--prompt", $"a prompt of {overflow.Needed} tokens", $"at most {overflow.Available}",
                _engine.Read(parsed).ContextLength is null
                    ? "Shorten the prompt."
                    : "Shorten the prompt, or give a larger --context.");
        }
        catch (UnsupportedSchemaException refusal)
        {
            throw _schema.Refuse(parsed, refusal);
        }
        catch (ModelOutputException damage)
        {
            throw new InvalidInputException(
                parsed.GetRequiredValue(_model), damage.Message.TrimEnd('.'),
                fix: "Download the model or convert it again.");
        }

        Write(parsed, terminal, result);
        return ExitCode.Passed;
    }

    private async Task<ExitCode> RunFolderAsync(
        ParseResult parsed,
        EngineOptions options,
        GenerationRequest request,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        string path = parsed.GetRequiredValue(_model);
        ModelFolders.RequireNoEngineOptions(path, options);
        Action<string> stream = GlobalOptions.IsJson(parsed) ? _ => { } : text => Stream(terminal, text);
        using GenAIGeneration model = GenAIGeneration.Load(
            ModelSource.FromFile("onnx-genai", path, parsed.GetValue(_template)));
        try
        {
            Write(parsed, terminal, await Task.Run(
                () => model.Generate(request, IsChat(parsed), stream, cancellationToken), cancellationToken));
            return ExitCode.Passed;
        }
        catch (ContextOverflowException overflow)
        {
            throw new InvalidInputException(
                "--prompt", $"a prompt of {overflow.Needed - 1} tokens", $"at most {overflow.Available - 1}",
                "Shorten the prompt.");
        }
        catch (TemplateException refusal)
        {
            throw Refused(path, refusal);
        }
    }

    private bool IsChat(ParseResult parsed) => parsed.GetValue(_chat) || parsed.GetValue(_template) is not null;

    private static InvalidInputException Refused(string path, TemplateException refusal) => new(
        path, $"a chat template that refuses the prompt: {refusal.Message}",
        fix: "Give another one with --template FILE, or generate without --chat.");

    private static void Write(ParseResult parsed, Terminal terminal, GenerationResult result)
    {
        if (GlobalOptions.IsJson(parsed))
        {
            JsonOutput.Write(terminal.Output, json => GenerationOutput.Write(json, result));
            return;
        }

        terminal.Output.WriteLine();
        if (!GlobalOptions.IsQuiet(parsed))
        {
            terminal.Error.WriteLine(GenerationOutput.Summary(result));
        }
    }

    private int[] EncodeChat(InferenceEngine engine, ParseResult parsed, string prompt)
    {
        string path = parsed.GetRequiredValue(_model);
        try
        {
            ModelSource source = ModelSource.FromFile("gguf", path, parsed.GetValue(_template));
            return ModelPrompts.FromGguf(
                    source, path, engine.Metadata, ModelPrompts.TokensOf(engine.Tokenizer),
                    "Give --template FILE, or generate without --chat.")
                .Default.Render([new ChatTurn("user", prompt)]).Encode(engine.Tokenizer);
        }
        catch (TemplateException refusal)
        {
            throw Refused(path, refusal);
        }
    }

    private static void Stream(Terminal terminal, string text)
    {
        terminal.Output.Write(Terminal.Printable(text));
        terminal.Output.Flush();
    }
}

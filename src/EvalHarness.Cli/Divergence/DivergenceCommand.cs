using System.CommandLine;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference;
using EvalHarness.LlamaCpp;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Divergence;

/// <summary><c>divergence</c>: how far a candidate strays from its baseline, token by token.</summary>
internal sealed class DivergenceCommand
{
    private const string Description =
        "Measure the divergence of a candidate from its baseline on a text, token by token.";

    private const int DefaultTopTokens = 64;

    private readonly Argument<string> _base = new("BASE")
    {
        Description = "GGUF model, ONNX Runtime GenAI folder, log-probabilities saved with --save-base, or the "
            + "address of an endpoint (http://HOST/v1).",
    };

    private readonly Argument<string> _candidate = new("CANDIDATE")
    {
        Description = "GGUF model, ONNX Runtime GenAI folder or endpoint with the same vocabulary.",
    };

    private readonly Option<string?> _text = new("--text")
    {
        Description = "UTF-8 text to compare on; not needed with saved log-probabilities, which include it.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _context = new("--context")
    {
        Description = "Tokens per chunk; the second half of each chunk is scored. [default: 512]",
        HelpName = "N",
    };

    private readonly Option<int?> _chunks = new("--chunks")
    {
        Description = "Maximum number of chunks, from the start of the text. [default: all]",
        HelpName = "N",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Number of threads, half for each model, at least one each.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    private readonly EngineOptionSet _candidateOptions = new();
    private readonly EndpointOptionSet _baseEndpoint = new("base");
    private readonly EndpointOptionSet _candidateEndpoint = new("candidate");

    private readonly Option<string?> _tokenizer = new("--tokenizer")
    {
        Description = "GGUF model whose tokenizer to use if both sides are endpoints.",
        HelpName = "FILE",
    };

    private readonly Option<int> _greedyPrompts = new("--greedy-prompts")
    {
        Description = "Number of chunk beginnings that both models continue greedily; 0 for none.",
        DefaultValueFactory = _ => 16,
        HelpName = "N",
    };

    private readonly Option<int> _greedyTokens = new("--greedy-tokens")
    {
        Description = "Maximum tokens per greedy continuation.",
        DefaultValueFactory = _ => 32,
        HelpName = "N",
    };

    private readonly Option<string?> _saveBase = new("--save-base")
    {
        Description = "Save the baseline's log-probabilities to a file that can be used as BASE later.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _topTokens = new("--top-k")
    {
        Description = "Tokens per position that are saved or requested individually; all others are merged into one. "
            + "[default: 64; 20 with an endpoint]",
        HelpName = "N",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new DivergenceCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("divergence", Description)
        {
            _base,
            _candidate,
            _text,
            _context,
            _chunks,
            _threads,
            _greedyPrompts,
            _greedyTokens,
            _saveBase,
            _topTokens,
            _tokenizer,
        };
        _candidateOptions.AddRunOptionsTo(command);
        _baseEndpoint.AddTo(command);
        _candidateEndpoint.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DivergenceRequest request = Read(parsed, terminal);
            using LoadedModel? before = await LoadAsync(
                parsed, request, request.BasePath, new EngineOptions(), cancellationToken);
            using LoadedModel? after = await LoadAsync(
                parsed, request, request.CandidatePath, request.CandidateOptions, cancellationToken);
            request = request with { LoadedBase = before, LoadedCandidate = after };
            StatusLine? status = GlobalOptions.IsQuiet(parsed) ? null : new(terminal, TimeProvider.System);
            DivergenceResult result = await MeasureAsync(request, status, cancellationToken);
            status?.Finish();
            if (GlobalOptions.IsJson(parsed))
            {
                DivergenceJson.Write(terminal.Output, result);
            }
            else
            {
                DivergenceText.Write(terminal.Output, result);
            }

            return (int)ExitCode.Passed;
        });
        return command;
    }

    // Files for the embedded engine are loaded by the measurement, with the room that it needs.
    private async Task<LoadedModel?> LoadAsync(
        ParseResult parsed,
        DivergenceRequest request,
        string path,
        EngineOptions options,
        CancellationToken cancellationToken)
    {
        if (ModelFolders.Is(path))
        {
            ModelFolders.RequireNoEngineOptions(path, options);
            return await ModelFolders.LoadAsync(path, cancellationToken);
        }

        bool isModel = File.Exists(path) && !(path == request.BasePath && SavedBaseFormat.IsSavedBase(path));
        if (!isModel || !_candidateOptions.Engine.IsLlamaCpp(parsed))
        {
            return null;
        }

        // The options of the command line are the candidate's.
        LlamaOptions wanted = path == request.CandidatePath
            ? _candidateOptions.ReadLlamaOptions(parsed)
            : new LlamaOptions { KeyValueType = _candidateOptions.ReadLlamaOptions(parsed).KeyValueType };
        return await LlamaCppProvider.LoadFileAsync(
            path,
            wanted with
            {
                Threads = request.Threads,
                ContextLength = request.Context ?? DivergenceMeasurement.DefaultContext,
            },
            cancellationToken);
    }

    private static async Task<DivergenceResult> MeasureAsync(
        DivergenceRequest request, StatusLine? status, CancellationToken cancellationToken)
    {
        try
        {
            return await DivergenceMeasurement.MeasureAsync(
                request, new DivergenceProgressLines(status), cancellationToken);
        }
        catch (NotSupportedException missing)
        {
            throw new InvalidInputException(
                $"{request.BasePath} or {request.CandidatePath}", missing.Message,
                "model folders whose graphs return the logits of every position");
        }
    }

    private DivergenceRequest Read(ParseResult parsed, Terminal terminal)
    {
        string basePath = parsed.GetRequiredValue(_base);
        string candidatePath = parsed.GetRequiredValue(_candidate);
        DivergenceEndpoint? baseEndpoint = _baseEndpoint.Read(parsed, basePath, terminal);
        DivergenceEndpoint? candidateEndpoint = _candidateEndpoint.Read(parsed, candidatePath, terminal);
        bool hasEndpoint = baseEndpoint is not null || candidateEndpoint is not null;
        return new DivergenceRequest
        {
            BasePath = basePath,
            CandidatePath = candidatePath,
            BaseEndpoint = baseEndpoint,
            CandidateEndpoint = candidateEndpoint,
            TokenizerPath = ReadTokenizer(parsed, baseEndpoint is not null && candidateEndpoint is not null),
            CandidateOptions = ReadCandidateOptions(parsed, candidateEndpoint),
            TextPath = parsed.GetValue(_text),
            Context = parsed.GetValue(_context) is { } context
                ? OptionRange.Check(context, DivergenceMeasurement.LeastContext, 1 << 20, "--context")
                : null,
            ChunkLimit = parsed.GetValue(_chunks) is { } chunks
                ? OptionRange.Check(chunks, 1, int.MaxValue, "--chunks")
                : null,
            Threads = OptionRange.Check(parsed.GetValue(_threads), 1, 1024, "--threads"),
            GreedyPrompts = OptionRange.Check(parsed.GetValue(_greedyPrompts), 0, 10_000, "--greedy-prompts"),
            GreedyTokens = OptionRange.Check(parsed.GetValue(_greedyTokens), 1, 1 << 20, "--greedy-tokens"),
            SaveBasePath = parsed.GetValue(_saveBase),
            TopTokens = OptionRange.Check(
                parsed.GetValue(_topTokens) ?? (hasEndpoint ? DivergenceEndpoint.DefaultTopTokens : DefaultTopTokens),
                1,
                DivergenceMeasurement.MostTopTokens,
                "--top-k"),
        };
    }

    private string? ReadTokenizer(ParseResult parsed, bool hasNoModel) =>
        parsed.GetValue(_tokenizer) is not { } path || hasNoModel ? parsed.GetValue(_tokenizer)
        : throw new InvalidInputException(
            "--tokenizer", $"\"{path}\", although a model file has a tokenizer", fix: "Remove the option.");

    private EngineOptions ReadCandidateOptions(ParseResult parsed, DivergenceEndpoint? endpoint)
    {
        EngineOptions options = _candidateOptions.ReadRunOptions(parsed);
        return endpoint is null || GgufRunOptions.Describe(options) is not { Length: > 0 } beside
            ? options
            : throw new InvalidInputException(
                "CANDIDATE", $"{beside} for an endpoint", "a GGUF model",
                "Start the server with these options instead.");
    }
}

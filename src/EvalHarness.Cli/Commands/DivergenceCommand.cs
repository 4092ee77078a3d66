using System.CommandLine;
using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Fidelity;

namespace EvalHarness.Cli.Commands;

/// <summary><c>divergence</c>: how far a candidate strays from its baseline, token by token.</summary>
internal sealed class DivergenceCommand
{
    private const string Description =
        "Measure how far a candidate strays from its baseline on a text, token by token.";

    private readonly Argument<string> _base = new("BASE")
    {
        Description = "GGUF model, or log-probabilities that --save-base wrote.",
    };

    private readonly Argument<string> _candidate = new("CANDIDATE")
    {
        Description = "GGUF model with the same vocabulary.",
    };

    private readonly Option<string?> _text = new("--text")
    {
        Description = "UTF-8 text to read; saved log-probabilities bring their own.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _context = new("--context")
    {
        Description = "Tokens per chunk; the second half of each is scored. [default: 512]",
        HelpName = "N",
    };

    private readonly Option<int?> _chunks = new("--chunks")
    {
        Description = "Most chunks, from the start of the text.",
        HelpName = "N",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads that compute, half of them for each model; at least one each.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        HelpName = "N",
    };

    private readonly EngineOptionSet _candidateOptions = new();

    private readonly Option<int> _greedyPrompts = new("--greedy-prompts")
    {
        Description = "Chunk beginnings that both models continue greedily; 0 for none.",
        DefaultValueFactory = _ => 16,
        HelpName = "N",
    };

    private readonly Option<int> _greedyTokens = new("--greedy-tokens")
    {
        Description = "Most tokens of a greedy continuation.",
        DefaultValueFactory = _ => 32,
        HelpName = "N",
    };

    private readonly Option<string?> _saveBase = new("--save-base")
    {
        Description = "Write the baseline's log-probabilities, to be BASE later.",
        HelpName = "FILE",
    };

    private readonly Option<int> _topTokens = new("--top-k")
    {
        Description = "Tokens per position that --save-base writes one by one; the others count as one.",
        DefaultValueFactory = _ => 64,
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
        };
        _candidateOptions.AddRunOptionsTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            DivergenceRequest request = Read(parsed);
            DivergenceProgressLines progress = new(terminal, parsed.GetValue(GlobalOptions.Quiet), TimeProvider.System);
            DivergenceResult result = await DivergenceMeasurement.MeasureAsync(request, progress, cancellationToken);
            progress.Finish();
            if (parsed.GetValue(GlobalOptions.Json))
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

    private DivergenceRequest Read(ParseResult parsed) => new()
    {
        BasePath = parsed.GetRequiredValue(_base),
        CandidatePath = parsed.GetRequiredValue(_candidate),
        CandidateOptions = _candidateOptions.ReadRunOptions(parsed),
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
            parsed.GetValue(_topTokens), 1, DivergenceMeasurement.MostTopTokens, "--top-k"),
    };
}

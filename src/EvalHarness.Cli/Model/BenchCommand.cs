using System.CommandLine;
using System.Globalization;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Model;

/// <summary><c>bench</c>: how fast a model reads and writes.</summary>
internal sealed class BenchCommand
{
    private const string Description =
        "Measure how fast a model reads a prompt and writes, alone and several sequences at once.";

    private readonly Argument<string> _model = new("MODEL") { Description = "GGUF model." };

    private readonly EngineOptionSet _engine = new();

    private readonly Option<int> _prefill = new("--prefill")
    {
        Description = "Tokens of the prompt; cut at the model's context.",
        DefaultValueFactory = _ => 512,
    };

    private readonly Option<int> _decode = new("--decode")
    {
        Description = "Tokens written per sequence; cut at the model's context.",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<string[]> _batch = new("--batch")
    {
        Description = "Numbers of sequences decoded together, comma-separated.",
        DefaultValueFactory = _ => ["1,4,8,16"],
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new BenchCommand().CreateCommand(terminal);

    private Command CreateCommand(Terminal terminal)
    {
        Command command = new("bench", Description) { _model, _prefill, _decode, _batch };
        _engine.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int[] batches = [.. ListOption.Split(parsed.GetValue(_batch)!).Select(ReadCount)];
            EngineOptions options = _engine.Read(parsed) with
            {
                MaxSequences = Math.Max(1, batches.DefaultIfEmpty(1).Max()),
            };
            int prefill = OptionRange.Check(parsed.GetValue(_prefill), 1, int.MaxValue, "--prefill");
            int decode = OptionRange.Check(parsed.GetValue(_decode), 1, int.MaxValue, "--decode");
            await using InferenceEngine engine = GgufEngine.Load(parsed.GetRequiredValue(_model), options);
            if (engine.ContextLength < EngineBenchmark.DecodePrompt + 2)
            {
                throw new InvalidInputException(
                    parsed.GetRequiredValue(_model),
                    $"a context of {engine.ContextLength}",
                    $"at least {EngineBenchmark.DecodePrompt + 2} positions to measure");
            }

            bool isQuiet = parsed.GetValue(GlobalOptions.Quiet);
            EngineBenchmark benchmark = new(engine, isQuiet ? _ => { } : line => terminal.Error.WriteLine(line));
            BenchOutput output = await MeasureAsync(
                engine, benchmark, options, prefill, decode, batches, cancellationToken);
            output.Write(terminal.Output, parsed.GetValue(GlobalOptions.Json));
            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static async Task<BenchOutput> MeasureAsync(
        InferenceEngine engine,
        EngineBenchmark benchmark,
        EngineOptions options,
        int prefill,
        int decode,
        int[] batches,
        CancellationToken cancellationToken)
    {
        prefill = Math.Min(prefill, engine.ContextLength);
        decode = Math.Min(decode, engine.ContextLength - EngineBenchmark.DecodePrompt - 1);
        double prefillSpeed = await benchmark.MeasurePrefillAsync(prefill, cancellationToken);
        double decodeSpeed = await benchmark.MeasureDecodeAsync(1, decode, cancellationToken);
        List<(int Sequences, double Speed)> together = [];
        foreach (int sequences in batches)
        {
            together.Add((sequences, await benchmark.MeasureDecodeAsync(sequences, decode, cancellationToken)));
        }

        return new BenchOutput(
            options.Threads,
            prefill,
            decode,
            prefillSpeed,
            decodeSpeed,
            together,
            engine.WeightBytesPerToken,
            engine.KeyValueBytesPerToken,
            engine.MemoryBytes,
            engine.LoadTime.TotalSeconds);
    }

    private static int ReadCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? OptionRange.Check(count, 1, 512, "--batch")
            : throw new InvalidInputException("--batch", $"'{text}'", "numbers of sequences such as 1,4,8,16");
}

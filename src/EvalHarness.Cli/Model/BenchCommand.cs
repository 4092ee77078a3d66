using System.CommandLine;
using System.Globalization;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Onnx;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Cli.Model;

/// <summary><c>bench</c>: how fast a model reads and writes.</summary>
internal sealed class BenchCommand
{
    private const string Description =
        "Measure the prefill and decode speed of a model, with one sequence and in batches.";

    private readonly Argument<string> _model = new("MODEL") { Description = ModelFolders.Meaning };

    private readonly EngineOptionSet _engine = new();

    private readonly Option<int> _prefill = new("--prefill")
    {
        Description = "Prompt tokens, limited by the model's context.",
        DefaultValueFactory = _ => 512,
    };

    private readonly Option<int> _decode = new("--decode")
    {
        Description = "Generated tokens per sequence, limited by the model's context.",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<string[]> _batch = new("--batch")
    {
        Description = "Batch sizes (sequences decoded together), comma-separated.",
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
            EngineOptions options = _engine.Read(parsed);
            int prefill = OptionRange.Check(parsed.GetValue(_prefill), 1, int.MaxValue, "--prefill");
            int decode = OptionRange.Check(parsed.GetValue(_decode), 1, int.MaxValue, "--decode");
            string path = parsed.GetRequiredValue(_model);
            bool isQuiet = GlobalOptions.IsQuiet(parsed);
            Action<string> report = isQuiet ? _ => { } : line => terminal.Error.WriteLine(line);
            Wanted wanted = new(options.Threads, prefill, decode, batches);
            BenchOutput output;
            if (ModelFolders.Is(path))
            {
                _engine.Engine.RequireEmbedded(parsed, path, "a model folder");
                ModelFolders.RequireNoEngineOptions(path, options);
                Array.ForEach(
                    batches, count => OptionRange.Check(count, 1, GenAIBenchmark.MostSequences, "--batch"));
                using GenAIBenchmark folder = GenAIBenchmark.Load(path, options.Threads, report);
                output = await MeasureAsync(path, folder, folder.ContextLength, wanted, cancellationToken) with
                {
                    KeyValueBytesPerToken = folder.KeyValueBytesPerToken,
                    MemoryBytes = folder.MemoryBytes,
                    LoadSeconds = folder.LoadTime.TotalSeconds,
                };
            }
            else
            {
                await using InferenceEngine engine = _engine.Load(
                    parsed, path, Math.Max(1, batches.DefaultIfEmpty(1).Max()), cancellationToken);
                EngineBenchmark benchmark = new(engine, report);
                output = await MeasureAsync(path, benchmark, engine.ContextLength, wanted, cancellationToken) with
                {
                    BytesPerToken = engine.WeightBytesPerToken,
                    KeyValueBytesPerToken = engine.KeyValueBytesPerToken,
                    MemoryBytes = engine.MemoryBytes,
                    LoadSeconds = engine.LoadTime.TotalSeconds,
                };
            }

            output.Write(terminal.Output, GlobalOptions.IsJson(parsed));
            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static async Task<BenchOutput> MeasureAsync(
        string path, IModelBenchmark benchmark, int context, Wanted wanted, CancellationToken cancellationToken)
    {
        const int Least = IModelBenchmark.DecodePrompt + 2;
        if (context < Least)
        {
            throw new InvalidInputException(
                path, $"a context of {context} tokens", $"at least {Least} tokens to measure");
        }

        int prefill = Math.Min(wanted.Prefill, context);
        int decode = Math.Min(wanted.Decode, context - IModelBenchmark.DecodePrompt - 1);
        MeasuredSpeed prefillSpeed = await benchmark.MeasurePrefillAsync(prefill, cancellationToken);
        int asked = Math.Min(prefill, context - 1);
        MeasuredSpeed firstToken = await benchmark.MeasureFirstTokenAsync(asked, cancellationToken);
        MeasuredSpeed decodeSpeed = await benchmark.MeasureDecodeAsync(1, decode, cancellationToken);
        List<(int Sequences, MeasuredSpeed Speed)> together = [];
        foreach (int sequences in wanted.Batches)
        {
            together.Add((sequences, await benchmark.MeasureDecodeAsync(sequences, decode, cancellationToken)));
        }

        return new BenchOutput(wanted.Threads, prefill, decode, prefillSpeed, firstToken, decodeSpeed, together);
    }

    private static int ReadCount(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? OptionRange.Check(count, 1, 512, "--batch")
            : throw new InvalidInputException("--batch", $"'{text}'", "batch sizes such as 1,4,8,16");

    private sealed record Wanted(int Threads, int Prefill, int Decode, IReadOnlyList<int> Batches);
}

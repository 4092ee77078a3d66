using System.Globalization;
using BenchmarkDotNet.Running;
using EvalHarness.Benchmarks.Browsing;
using EvalHarness.Benchmarks.Choices;
using EvalHarness.Benchmarks.Datasets;
using EvalHarness.Benchmarks.Endpoints;
using EvalHarness.Benchmarks.Judging;
using EvalHarness.Benchmarks.LlamaCpp;
using EvalHarness.Benchmarks.Quantization;
using EvalHarness.Benchmarks.Scoring;

if (args is ["scoring", ..])
{
    string folder = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), "evalharness-scoring");
    ScoringFigures.Print(folder, Console.Out);
    return 0;
}

switch (args)
{
    case ["rounding"]:
        RoundingFigures.Print(Console.Out);
        return 0;
    case ["llama", var model, ..]:
        await LlamaFigures.PrintAsync(
            model, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 64, Console.Out);
        return 0;
    case ["browsing", var folder, ..]:
        await BrowsingFigures.PrintAsync(
            folder, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1_000_000, Console.Out);
        return 0;
    case ["datasets", var folder, ..]:
        LargeDatasets.Write(
            folder,
            (args.Length > 2 ? long.Parse(args[2], CultureInfo.InvariantCulture) : 2000) * 1_000_000,
            Console.Out);
        return 0;
    case ["choices", var folder, var model, ..]:
        ChoiceQuestions.Write(
            folder,
            model,
            Path.Combine("tasks", "mmlu.yaml"),
            args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : 1000,
            Console.Out);
        return 0;
    case ["kernel", var prompts]:
        await KernelCallFigures.PrintAsync(prompts, Console.Out);
        return 0;
    case ["endpoint", var program, ..]:
        return await EndpointFigures.PrintAsync(program, args.Length > 2 ? args[2] : "5", Console.Out);
    case ["endpoint-server", var port, var faults]:
        return await LoopbackServer.RunAsync(
            int.Parse(port, CultureInfo.InvariantCulture), double.Parse(faults, CultureInfo.InvariantCulture));
    case ["endpoint-floor", var port]:
        return await FloorClient.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), Console.Out);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;

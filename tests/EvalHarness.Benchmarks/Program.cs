using BenchmarkDotNet.Running;
using EvalHarness.Benchmarks.Scoring;

if (args is ["scoring", ..])
{
    string folder = args.Length > 1 ? args[1] : Path.Combine(Path.GetTempPath(), "evalharness-scoring");
    ScoringFigures.Print(folder, Console.Out);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);

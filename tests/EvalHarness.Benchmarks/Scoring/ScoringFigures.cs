using System.Diagnostics;
using System.Globalization;
using EvalHarness.Metrics.Rouge;
using EvalHarness.Pipeline.FileScoring;

namespace EvalHarness.Benchmarks.Scoring;

/// <summary>Prints how much processor time scoring takes, reading of the files included.</summary>
internal static class ScoringFigures
{
    private const int Repeats = 9;

    /// <summary>Writes the workload to a folder and scores it: cold once, then warm.</summary>
    public static void Print(string folder, TextWriter output)
    {
        ScoringWorkload.Write(folder);
        string pairs = Path.Combine(folder, "pairs.jsonl");
        output.WriteLine("work\tcold CPU s\tbest warm CPU s\tpairs per warm CPU s");
        PrintRouge(output, "rouge1, rouge2, rougeL, rougeLsum", pairs, useStemmer: false);
        PrintRouge(output, "the same, stemmed", pairs, useStemmer: true);
        (double cold, double warm) = Measure(() => RankingFileScorer.Score(
            Path.Combine(folder, "qrels.txt"), Path.Combine(folder, "run.txt"), new(), CancellationToken.None));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"official ranking measures\t{cold:F3}\t{warm:F3}"));
    }

    private static void PrintRouge(TextWriter output, string name, string path, bool useStemmer)
    {
        (double cold, double warm) = Measure(() => RougeFileScorer.Score(
            path, RougeType.Usual, useStemmer, anyScript: false, keepSamples: false, CancellationToken.None));
        double rate = ScoringWorkload.Pairs / warm;
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{name}\t{cold:F3}\t{warm:F3}\t{rate:F0}"));
    }

    private static (double Cold, double BestWarm) Measure(Action work)
    {
        double cold = CpuSeconds(work);
        return (cold, Enumerable.Range(0, Repeats).Min(_ => CpuSeconds(work)));
    }

    private static double CpuSeconds(Action work)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        work();
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}

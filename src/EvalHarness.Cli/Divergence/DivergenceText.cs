using System.Globalization;
using EvalHarness.Cli.Rendering;
using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Statistics;

namespace EvalHarness.Cli.Divergence;

/// <summary>Prints a comparison of two models for people.</summary>
internal static class DivergenceText
{
    /// <summary>Writes perplexities, divergences, quantiles, agreement by confidence and greedy outputs.</summary>
    public static void Write(TextWriter output, DivergenceResult result)
    {
        DivergenceSummary summary = result.Summary;
        DivergenceRequest request = result.Request;
        output.WriteLine(Terminal.Printable(
            $"{NameOf(request.CandidatePath, request.CandidateEndpoint)} against "
            + NameOf(request.BasePath, request.BaseEndpoint)));
        if (GgufRunOptions.Describe(request.CandidateOptions) is { Length: > 0 } beside)
        {
            output.WriteLine(Terminal.Printable($"the candidate with {beside}"));
        }

        output.WriteLine(FormattableString.Invariant(
            $"{summary.Tokens} scored tokens in {summary.Chunks} chunks of {result.Context}"));
        WriteBound(output, result);
        WriteMeans(output, summary);
        WriteQuantiles(output, summary);
        WriteBins(output, summary.ConfidenceBins);
        WriteGreedy(output, result);
        output.WriteLine(FormattableString.Invariant(
            $"loaded in {result.LoadTime.TotalSeconds:0.0} s, read in {result.ReadTime.TotalSeconds:0.0} s"));
    }

    private static string NameOf(string path, DivergenceEndpoint? endpoint) =>
        endpoint is null ? path : $"{endpoint.Model} at {path}";

    private static void WriteBound(TextWriter output, DivergenceResult result)
    {
        if (result.KnownMass is not { } mass)
        {
            return;
        }

        IEnumerable<string> sides = new[]
        {
            (Name: "baseline", Top: result.BaseTopTokens), (Name: "candidate", Top: result.CandidateTopTokens),
        }
            .Where(side => side.Top is not null)
            .Select(side => FormattableString.Invariant(
                $"of the {side.Name}, tokens outside its {side.Top} most likely"));
        output.WriteLine($"divergences are lower bounds: {string.Join(" and ", sides)} count as one");
        output.WriteLine(FormattableString.Invariant(
            $"tokens that count one by one have {100 * mass.Base:0.00} % of the baseline's probability and ")
            + FormattableString.Invariant($"{100 * mass.Candidate:0.00} % of the candidate's"));
    }

    private static void WriteMeans(TextWriter output, DivergenceSummary summary)
    {
        output.WriteLine();
        output.WriteLine($"{"",-34}{"value",14}{"± by token",14}{"± by chunk",14}");
        Line(output, "perplexity, baseline", summary.PerplexityBase);
        Line(output, "perplexity, candidate", summary.PerplexityCandidate);
        output.WriteLine($"{"correlation of log-likelihoods",-34}{Number(summary.LogLikelihoodCorrelation),14}");
        Line(output, "ln(PPL candidate / PPL baseline)", summary.LnPerplexityRatio);
        Line(output, "PPL candidate / PPL baseline", summary.PerplexityRatio);
        Line(output, "PPL candidate − PPL baseline", summary.PerplexityDifference);
        Line(output, "KL(baseline‖candidate), nats", summary.Divergence.Mean);
        Line(output, "KL(candidate‖baseline), nats", summary.ReverseDivergence.Mean);
        Line(output, "Δp, %", Percent(summary.DeltaP.Mean));
        Line(output, "RMS Δp, %", Percent(summary.RmsDeltaP));
        Line(output, "same top token, %", Percent(summary.SameTopToken));
    }

    private static void WriteQuantiles(TextWriter output, DivergenceSummary summary)
    {
        output.WriteLine();
        output.WriteLine($"{"",-10}{"KL(b‖c)",14}{"KL(c‖b)",14}{"Δp, %",14}");
        foreach ((double level, string name) in ValueSpread.Levels.Reverse())
        {
            string title = level switch
            {
                0 => "minimum",
                0.5 => "median",
                1 => "maximum",
                _ => FormattableString.Invariant($"{100 * level:0.0} %"),
            };
            Row(output, title, summary, spread => spread.Quantile(name));
        }
    }

    private static void WriteBins(TextWriter output, IReadOnlyList<ConfidenceBin> bins)
    {
        output.WriteLine();
        output.WriteLine(
            $"{"baseline's confidence",-22}{"tokens",10}{"same top, %",14}{"± by chunk",14}{"KL(b‖c)",14}");
        foreach (ConfidenceBin bin in bins)
        {
            string range = FormattableString.Invariant($"{bin.Low:0.00} to {bin.High:0.00}");
            ClusteredEstimate? agreement = bin.SameTopToken is { } same ? Percent(same) : null;
            output.WriteLine(
                $"{range,-22}{bin.Tokens.ToString(CultureInfo.InvariantCulture),10}{Number(agreement?.Value),14}"
                + $"{Number(agreement?.ClusteredStandardError),14}{Number(bin.MeanDivergence?.Value),14}");
        }
    }

    private static void WriteGreedy(TextWriter output, DivergenceResult result)
    {
        output.WriteLine();
        if (result.Greedy is not { } greedy)
        {
            output.WriteLine($"greedy outputs: not compared, {result.NoGreedyReason}");
            return;
        }

        string median = greedy.Median is { } tokens
            ? FormattableString.Invariant($"half part within {tokens:0.#} tokens, the first after {greedy.Earliest}")
            : greedy.Earliest is { } earliest
                ? FormattableString.Invariant($"the first parts after {earliest} tokens")
                : "none parts";
        output.WriteLine(FormattableString.Invariant(
            $"greedy outputs of up to {greedy.MaxTokens} tokens: ")
            + FormattableString.Invariant($"{greedy.Identical} of {greedy.Prompts} identical; {median}"));
    }

    private static void Line(TextWriter output, string name, ClusteredEstimate estimate) => output.WriteLine(
        $"{name,-34}{Number(estimate.Value),14}{Number(estimate.StandardError),14}"
        + $"{Number(estimate.ClusteredStandardError),14}");

    private static void Row(
        TextWriter output, string name, DivergenceSummary summary, Func<ValueSpread, double> value) => output.WriteLine(
        $"{name,-10}{Number(value(summary.Divergence)),14}{Number(value(summary.ReverseDivergence)),14}"
        + $"{Number(100 * value(summary.DeltaP)),14}");

    private static ClusteredEstimate Percent(ClusteredEstimate share) => share.Transform(100 * share.Value, 100);

    private static string Number(double? value) => value?.ToString("0.000000", CultureInfo.InvariantCulture) ?? "–";
}

using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Rendering;
using EvalHarness.Cli.Reports;
using EvalHarness.Reporting;
using EvalHarness.Tests.Testing;
using EvalHarness.Tests.Testing.Reports;

namespace EvalHarness.Tests.Cli.Reports;

/// <summary>The README shows what the program prints; <c>EVALHARNESS_UPDATE_GOLDEN=1</c> writes it anew.</summary>
public sealed class ReadmeSampleTests
{
    private const string Begin = "<!-- sample of run: made by ReadmeSampleTests -->\n```\n";
    private const string End = "```\n<!-- end of sample -->";
    private const string Omitted = " …";

    [Fact]
    public void TheSampleIsWhatTheTerminalShows()
    {
        string path = RepositoryRoot.Combine("README.md");
        string readme = File.ReadAllText(path).ReplaceLineEndings("\n");
        int start = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = readme.IndexOf(End, StringComparison.Ordinal);
        Assert.True(start >= Begin.Length && end > start, "README.md has no sample between its two comments.");
        string sample = Excerpt(ReadmeReport.Create());
        if (GoldenFile.IsUpdating)
        {
            File.WriteAllText(path, readme[..start] + sample + readme[end..]);
            return;
        }

        Assert.Equal(readme[start..end], sample);
    }

    [Fact]
    public void TheSampleIsOfTheBundledModelAndItsGates()
    {
        JsonObject run = ReadmeReport.Read();
        JsonNode configuration = JsonNode.Parse(
            File.ReadAllText(RepositoryRoot.Combine("eval.config.json")),
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!;
        Assert.Equal(
            configuration["candidates"]!.AsArray().Select(name => (string)name!),
            run["candidates"]!.AsArray().Select(candidate => (string)candidate!["candidate"]!));
        Assert.Equal(
            configuration["gates"]!.AsArray().Select(gate => ((string)gate!["metric"]!, (double)gate["maxDrop"]!)),
            run["gates"]!.AsArray()
                .Where(gate => (double)gate!["confidence"]! < 1)
                .Select(gate => ((string)gate!["metric"]!, (double)gate["margin"]!)).Distinct());
        Assert.Equal(
            (string)run["models"]![(string)run["baseline"]!]!["weights_sha256"]!,
            Convert.ToHexStringLower(
                SHA256.HashData(File.ReadAllBytes(RepositoryRoot.Combine("models", "baseline.gguf")))));
    }

    // The gates of the first metric, the first reason, and the end: the rest would be more of the same.
    private static string Excerpt(Report report)
    {
        string[] lines = [.. Render(report).Split('\n').Select(line => line.TrimEnd()).SkipWhile(line => line == "")];
        string second = report.Gates.Select(gate => gate.Metric).Distinct().ElementAt(1);
        int reasons = Array.IndexOf(lines, "Not passed");
        int decision = Array.FindIndex(lines, reasons, line =>
            line.StartsWith(report.Decision.ToString().ToUpperInvariant(), StringComparison.Ordinal));
        IEnumerable<string> excerpt =
        [
            .. lines.TakeWhile(line => !line.Contains(second, StringComparison.Ordinal)),
            Omitted,
            .. lines[reasons..(reasons + 2)],
            .. lines.Skip(reasons + 2).TakeWhile(line => !line.Contains('•', StringComparison.Ordinal) && line != ""),
            Omitted,
            .. lines[decision..],
        ];
        return string.Join('\n', excerpt).TrimEnd() + "\n";
    }

    private static string Render(Report report)
    {
        using StringWriter output = new() { NewLine = "\n" };
        Terminal terminal = new(output, TextWriter.Null);
        terminal.Results.Profile.Width = 120;
        TerminalReport.Write(terminal.Results, report, everything: false);
        return output.ToString();
    }
}

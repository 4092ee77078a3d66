using System.Text;
using System.Text.Json;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Cli.Commands;

/// <summary>Encodings, odd bytes and odd cells of files that other programs wrote.</summary>
public sealed class OddFileTests : IDisposable
{
    private const string Row = "{\"id\": \"1\", \"prediction\": \"one\", \"reference\": \"one\"}\n";
    private const string Qrels = "t1 0 d1 1\nt1 0 d2 0\n";
    private const string Run = "t1 Q0 d1 1 2.5 x\nt1 Q0 d2 2 1.5 x\n";

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Encodings
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string file in (string[])["qrels", "run", "agreement", "rows", "csv", "tsv", "jsonl", "script"])
            {
                foreach (string encoding in (string[])["utf-16", "utf-16BE", "bare utf-16", "latin1", "zero"])
                {
                    all.Add(file, encoding);
                }
            }

            return all;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Encodings))]
    public async Task TextThatIsNotUtf8IsRefusedWithItsLine(string file, string encoding)
    {
        (ExitCode code, string error) = await RunAsync(file, lines => Encode(string.Join('\n', lines), encoding));
        Assert.True(code == ExitCode.BadInput, error);
        Assert.Matches(encoding is "latin1" or "zero" ? ":2: (bytes|a NUL byte)" : "(UTF-16|NUL byte)", error);
        Assert.Contains("UTF-8", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("qrels")]
    [InlineData("run")]
    [InlineData("agreement")]
    [InlineData("rows")]
    [InlineData("csv")]
    [InlineData("tsv")]
    [InlineData("jsonl")]
    [InlineData("script")]
    public async Task AByteOrderMarkIsPassedOver(string file)
    {
        (ExitCode code, string error) = await RunAsync(
            file, lines => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")]);
        Assert.True(code is ExitCode.Passed or ExitCode.Failed or ExitCode.Inconclusive, $"{code} {error}");
    }

    [Fact]
    public async Task AByteOrderMarkBelongsToNoTopic()
    {
        string qrels = _folder.Write("q", "\uFEFF" + Qrels);
        string run = _folder.Write("r", "\uFEFF" + Run);
        (_, string output, _) = await CommandAsync(
            "score", "ranking", "--qrels", qrels, "--run", run, "-m", "map", "--json");
        Assert.Equal(1, JsonDocument.Parse(output).RootElement.GetProperty("all").GetProperty("map").GetDouble());
    }

    [Theory]
    [InlineData("{\"prediction\": \"a\", \"reference\": \"a\", \"references\": [\"b\"]}", "both \"reference\"")]
    [InlineData("{\"id\": \"\", \"prediction\": \"a\", \"reference\": \"a\"}", "an empty \"id\"")]
    [InlineData("{\"id\": \" \", \"prediction\": \"a\", \"reference\": \"a\"}", "an empty \"id\"")]
    [InlineData("{\"prediction\": \"a\", \"prediction\": \"b\", \"reference\": \"a\"}", "duplicate key \"prediction\"")]
    [InlineData("{\"prediction\": \"a\", \"x\": 1, \"x\": 2, \"reference\": \"a\"}", "duplicate key \"x\"")]
    [InlineData("{\"id\": \"1\", \"prediction\": \"a\", \"reference\": \"a\"}", "first used on line 1")]
    public async Task WhatCannotBeMeantIsRefusedWithItsLine(string second, string found)
    {
        string path = _folder.Write("rows.jsonl", Row + second + "\n");
        foreach (string[] words in (string[][])[["rouge"], ["text", "--metrics", "exact_match"]])
        {
            (ExitCode code, _, string error) = await CommandAsync(["score", .. words, "--input", path]);
            Assert.Equal(ExitCode.BadInput, code);
            Assert.Contains("rows.jsonl:2: ", error, StringComparison.Ordinal);
            Assert.Contains(found, error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"contains\": \"x\"}", "neither text nor error")]
    [InlineData("{\"contains\": \"x\", \"answer\": \"a\", \"answer\": \"b\"}", "not a scripted answer")]
    [InlineData("{\"contains\": \"x\", \"answer\": \"a\", \"delay_ms\": -1}", "a delay below 0")]
    [InlineData("null", "null")]
    public async Task AnAnswerThatSaysNothingIsRefused(string line, string found)
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        File.AppendAllText(evaluation.Combine("equal.jsonl"), line + "\n");
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("equal.jsonl:4: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(found, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"id\": \"\", \"question\": \"What is item 000?\"}", "an empty id")]
    [InlineData("{\"question\": \"item 000?\", \"reference\": \"a\", \"references\": [\"b\"]}", "both \"reference\"")]
    public async Task ASampleThatCannotBeMeantIsRefused(string line, string found)
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        File.AppendAllText(evaluation.Combine("data.jsonl"), line + "\n");
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("data.jsonl:4: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(found, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("data.csv", ",", "\n,,\n ,\t, \n,,,,\n")]
    [InlineData("data.tsv", "\t", "\n\t\t\n\t\t\t\t\n")]
    public async Task ARowOfSeparatorsAloneIsPassedOver(string name, string separator, string empty)
    {
        using ScriptedEvaluation evaluation = new(samples: 2);
        File.WriteAllText(
            evaluation.Combine(name),
            $"id,question,target\nq1,What is item 000?,answer 000\n".Replace(",", separator, StringComparison.Ordinal)
            + empty
            + "q2,What is item 001?,answer 001".Replace(",", separator, StringComparison.Ordinal)
            + empty);
        evaluation.Configuration["tasks"]!["ask"]!["dataset"] = name;
        CommandResult result = await evaluation.RunAsync("validate", "--json");
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        Assert.Equal(2, JsonDocument.Parse(result.Output).RootElement.GetProperty("tasks").GetProperty("ask")
            .GetProperty("samples").GetInt32());
    }

    [Fact]
    public async Task AQuoteInTsvIsACharacterAndMayBeMoreByAKey()
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        File.WriteAllText(
            evaluation.Combine("data.tsv"),
            "id\tquestion\ttarget\n1\tthe 5\" disk of item 000?\t\"open\n2\t\"quoted\" item 000?\tb\n");
        evaluation.Configuration["tasks"]!["ask"]!["dataset"] = "data.tsv";
        CommandResult run = await evaluation.RunAsync("run", "--json");
        Assert.True(run.Code != ExitCode.BadInput, run.Error);
        await using IRunStore store =
            EvalHarness.Pipeline.Storage.RunStores.Open("sqlite:.evalharness/runs.db", evaluation.Folder);
        SampleRow[] samples = await store
            .ReadSamplesAsync(await evaluation.NewestRunAsync(), null, CancellationToken.None).ToArrayAsync();
        Assert.Equal("the 5\" disk of item 000?", samples[0].Sample.Fields["question"]);
        Assert.Equal("\"open", samples[0].Sample.Targets[0]);
        Assert.Equal("\"quoted\" item 000?", samples[1].Sample.Fields["question"]);

        evaluation.Configuration["tasks"]!["ask"]!["quoting"] = true;
        CommandResult refused = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("a quote", refused.Error, StringComparison.Ordinal);
    }

    // The second line of every file holds a letter that Latin-1 and UTF-8 write differently.
    private async Task<(ExitCode Code, string Error)> RunAsync(string file, Func<string[], byte[]> encode)
    {
        string Write(string name, params string[] lines)
        {
            File.WriteAllBytes(_folder.File(name), encode(lines));
            return _folder.File(name);
        }

        string qrels = _folder.Write("good.qrels", Qrels);
        string run = _folder.Write("good.run", Run);
        switch (file)
        {
            case "qrels":
                qrels = Write("q", "t1 0 d1 1", "t1 0 dé 1");
                return await ErrorAsync("score", "ranking", "--qrels", qrels, "--run", run);
            case "run":
                run = Write("r", "t1 Q0 d1 1 2.5 x", "t1 Q0 dé 2 1.5 x");
                return await ErrorAsync("score", "ranking", "--qrels", qrels, "--run", run);
            case "agreement":
                string table = Write("a.csv", "id,a,b", "1,é,é", "2,b,b");
                return await ErrorAsync("score", "agreement", "--input", table, "--raters", "a,b");
            case "rows":
                string row = Row.TrimEnd();
                string rows = Write("r.jsonl", row, row.Replace("\"1\"", "\"é\"", StringComparison.Ordinal));
                return await ErrorAsync("score", "rouge", "--input", rows);
            default:
                using (ScriptedEvaluation evaluation = new(samples: 2))
                {
                    string name = file == "script" ? "equal.jsonl" : $"odd.{file}";
                    string separator = file == "tsv" ? "\t" : ",";
                    string[] lines = file switch
                    {
                        "script" => ["{\"contains\": \"000\", \"answer\": \"a\"}",
                            "{\"contains\": \"\", \"answer\": \"é\"}"],
                        "jsonl" => ["{\"question\": \"What is item 000?\", \"target\": \"a\"}",
                            "{\"question\": \"What is item 001?\", \"target\": \"é\"}"],
                        _ => [$"question{separator}target", $"What is item 001?{separator}é"],
                    };
                    File.WriteAllBytes(evaluation.Combine(name), encode(lines));
                    if (file != "script")
                    {
                        evaluation.Configuration["tasks"]!["ask"]!["dataset"] = name;
                    }

                    CommandResult result = await evaluation.RunAsync("run");
                    return (result.Code, result.Error);
                }
        }
    }

    private static byte[] Encode(string text, string encoding) => encoding switch
    {
        "utf-16" => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)],
        "utf-16BE" => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)],
        "bare utf-16" => Encoding.Unicode.GetBytes(text),
        "latin1" => Encoding.Latin1.GetBytes(text),
        _ => Encoding.UTF8.GetBytes(text.Replace("é", "\0", StringComparison.Ordinal)),
    };

    private static async Task<(ExitCode Code, string Error)> ErrorAsync(params string[] words)
    {
        (ExitCode code, _, string error) = await CommandAsync(words);
        return (code, error);
    }

    private static async Task<(ExitCode Code, string Output, string Error)> CommandAsync(params string[] words)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(words, new Terminal(output, error), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>Labels from and to other programs, as users pass them.</summary>
public sealed class LabelFilesTests
{
    private const string Hostile =
        "=HYPERLINK(\"http://example.org\")\r\n<img src=x onerror=alert(1)>\u202E\u001b[31m';";

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    [InlineData("label-studio")]
    [InlineData("argilla")]
    public async Task WhatWasExportedIsImportedAsItWas(string format)
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(40, i => i % 4 == 0);
        await labelled.DrawAsync(1);
        QueueEntry[] entries = [.. (await labelled.QueueAsync()).Entries];
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(entries[0].Item, LabelAction.Label) with { Score = 2, Note = Hostile },
            CancellationToken.None);
        await labelled.LabelAsync(entries[0].Item, 5, "=Bo");
        await labelled.LabelAsync(entries[1].Item, 1);
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(entries[2].Item, LabelAction.Abstain), CancellationToken.None);
        string extension = format is "csv" or "jsonl" ? format : "json";
        string file = labelled.Evaluation.Evaluation.Combine($"people.{extension}");
        await RunAsync(
            labelled, ExitCode.Passed, "labels", "export", labelled.Run.Id, "--output", file, "--format", format);

        // The same outputs in another run: its labels are those of the file.
        await RunAsync(labelled, null, "run");
        JsonNode report = await RunAsync(
            labelled, ExitCode.Passed, "labels", "import", "latest", "--file", file, "--format", format);
        Assert.Equal((4, 4, 0), ((int)report["matched"]!, (int)report["stored"]!, (int)report["unmatched"]!));
        string other = await labelled.Evaluation.Evaluation.NewestRunAsync();
        Assert.Equal(
            await ContentsAsync(labelled, labelled.Run.Id), await ContentsAsync(labelled, other));
        JsonNode again = await RunAsync(
            labelled, ExitCode.Passed, "labels", "import", "latest", "--file", file, "--format", format);
        Assert.Equal((0, 4), ((int)again["stored"]!, (int)again["unchanged"]!));
    }

    [Fact]
    public async Task TheQueueIsExportedBlindAndItsFilledInLabelsDecideTheGate()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(200, i => i % 5 == 0);
        string file = labelled.Evaluation.Evaluation.Combine("queue.csv");
        JsonNode written = await RunAsync(
            labelled, ExitCode.Passed, "labels", "export", labelled.Run.Id, "--queue", "--output", file);
        string[] lines = await File.ReadAllLinesAsync(file);
        Assert.Equal((int)written["rows"]!, lines.Length - 1);
        Assert.All(lines.Skip(1), line => Assert.DoesNotContain("worse", line, StringComparison.Ordinal));
        string[] header = lines[0].Split(',');
        await File.WriteAllLinesAsync(
            file,
            [
                lines[0],
                .. lines.Skip(1).Select(line =>
                {
                    string[] cells = line.Split(',');
                    cells[Array.IndexOf(header, "grade")] =
                        line.Contains("nothing", StringComparison.Ordinal) ? "1.0" : "5";
                    return string.Join(',', cells);
                }),
            ]);
        JsonNode report = await RunAsync(
            labelled, ExitCode.Passed, "labels", "import", "latest", "--file", file, "--labeller-name", "Ada");
        Assert.Equal(((int)written["rows"]!, 0), ((int)report["stored"]!, (int)report["not_drawn"]!));
        JsonNode gate = await labelled.GateAsync();
        Assert.Equal(("fail", "people"), ((string)gate["outcome"]!, (string)gate["by"]!));
    }

    [Fact]
    public async Task TheHistoryKeepsWhoChangedWhatWhenAndWhy()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(40, i => i % 4 == 0);
        await labelled.DrawAsync(1);
        LabelItem item = (await labelled.QueueAsync()).Entries[0].Item;
        await labelled.LabelAsync(item, 2);
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(item, LabelAction.Label) with { Score = 4, Reason = "misread", Note = Hostile },
            CancellationToken.None);
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(item, LabelAction.Undo), CancellationToken.None);
        string file = labelled.Evaluation.Evaluation.Combine("history.jsonl");
        JsonNode written = await RunAsync(
            labelled, ExitCode.Passed, "labels", "export", labelled.Run.Id, "--output", file, "--history");
        Assert.Equal((3, true), ((int)written["rows"]!, (bool)written["history"]!));
        JsonNode[] lines = [.. (await File.ReadAllLinesAsync(file)).Select(line => JsonNode.Parse(line)!)];
        Assert.Equal(["label", "label", "undo"], lines.Select(line => (string)line["action"]!));
        Assert.All(lines, line => Assert.Equal("Ada", (string)line["labeller"]!));
        Assert.Null(lines[0]["former_grade"]);
        Assert.Equal(
            ("4", "2", "misread", Hostile),
            ((string)lines[1]["grade"]!, (string)lines[1]["former_grade"]!, (string)lines[1]["reason"]!,
                (string)lines[1]["note"]!));
        Assert.Equal((null, 4), ((string?)lines[2]["grade"], (int)lines[2]["former_score"]!));
        Assert.True(
            DateTimeOffset.Parse((string)lines[2]["time"]!, CultureInfo.InvariantCulture) > DateTimeOffset.UnixEpoch);
        CommandResult refused = await labelled.Evaluation.Evaluation.RunAsync(
            "labels", "export", labelled.Run.Id, "--output", file, "--history", "--queue", "--force");
        Assert.Equal(ExitCode.BadInput, refused.Code);
    }

    [Fact]
    public async Task RowsAreJoinedBySampleAndModelAndWhatDoesNotMatchIsReported()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(40, i => i % 4 == 0);
        string file = labelled.Evaluation.Evaluation.Combine("sheet.csv");
        await File.WriteAllTextAsync(
            file,
            """
            question;stars;who;system
            q000;4.0;Ada;worse
            q000;good;Ada;base
            q004;;Ada;worse
            q999;3;Ada;worse
            q004;3;Ada;other
            """.ReplaceLineEndings("\r\n"),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        string[] words =
        [
            "labels", "import", "latest", "--file", file, "--id", "question", "--value", "stars", "--labeller", "who",
            "--model", "system", "--map", "good=5",
        ];
        JsonNode report = await RunAsync(labelled, ExitCode.Passed, words);
        Assert.Equal((5, 2, 1, 2), (
            (int)report["rows"]!, (int)report["stored"]!, (int)report["unlabelled"]!, (int)report["unmatched"]!));
        Assert.Contains("sheet.csv:5", (string)report["first_unmatched"]![0]!["place"]!, StringComparison.Ordinal);
        Assert.Equal(2, (int)report["not_drawn"]!);
        LabelBook book = await labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None);
        Assert.Equal([4, 5], book.Items(labelled.Question).Select(item => item.Value!.Value).Order());

        await File.WriteAllTextAsync(file, "question;stars;who;system\r\nq999;3;Ada;worse\r\n");
        CommandResult nothing = await labelled.Evaluation.Evaluation.RunAsync(words);
        Assert.Equal(ExitCode.BadInput, nothing.Code);
        Assert.Contains("none of which matches", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("no sample of the run has this id", nothing.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.5", "the grade \"4.5\"")]
    [InlineData("0", "the grade \"0\"")]
    [InlineData("6", "the grade \"6\"")]
    [InlineData("NaN", "the grade \"NaN\"")]
    [InlineData("great", "the grade \"great\"")]
    public async Task AGradeOffTheScaleIsRefusedWithItsLine(string grade, string found)
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(40, i => i % 4 == 0);
        string file = labelled.Evaluation.Evaluation.Combine("sheet.csv");
        await File.WriteAllLinesAsync(
            file, ["sample_id,model,labeller,grade", "q000,worse,Ada,4", $"q004,worse,Ada,{grade}"]);
        CommandResult refused = await labelled.Evaluation.Evaluation.RunAsync(
            "labels", "import", "latest", "--file", file);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("sheet.csv:3", refused.Error, StringComparison.Ordinal);
        Assert.Contains(found, refused.Error, StringComparison.Ordinal);
        Assert.Contains("1, 2, 3, 4, 5", refused.Error, StringComparison.Ordinal);
        Assert.Empty((await labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None)).Events);
    }

    [Fact]
    public async Task ASecondLabelOfOnePersonForOneItemIsRefusedWithBothLines()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(40, i => i % 4 == 0);
        string file = labelled.Evaluation.Evaluation.Combine("sheet.csv");
        await File.WriteAllLinesAsync(
            file, ["sample_id,model,labeller,grade", "q000,worse,Ada,4", "q004,worse,Ada,4", "q000,worse,Ada,5"]);
        CommandResult refused = await labelled.Evaluation.Evaluation.RunAsync(
            "labels", "import", "latest", "--file", file);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("sheet.csv:4", refused.Error, StringComparison.Ordinal);
        Assert.Contains("sheet.csv:2", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnImportThatIsKilledKeepsWholeLabelsAndTheNextOneCompletesIt()
    {
        const int Samples = 200;
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(Samples, i => i % 2 == 0);
        string file = labelled.Evaluation.Evaluation.Combine("many.csv");
        string[] labellers = [.. Enumerable.Range(0, 20).Select(i => FormattableString.Invariant($"n{i}"))];
        await File.WriteAllLinesAsync(
            file,
            [
                "sample_id,model,labeller,grade",
                .. from labeller in labellers
                   from i in Enumerable.Range(0, Samples)
                   select string.Create(CultureInfo.InvariantCulture, $"q{i:000},worse,{labeller},{1 + (i % 5)}"),
            ]);
        labelled.Evaluation.Evaluation.WriteConfiguration();
        LabelItem first = new()
        {
            Task = "ask",
            SampleId = "q000",
            Kind = LabelKind.Output,
            Model = "base",
            TextKey = OutputKey.From("answer 000"),
        };
        long before = (await labelled.LabelAsync(first, 5, "Zoe")).Sequence;
        string[] words = ["labels", "import", "latest", "--file", file, "--json"];
        using (CliProcess victim = CliProcess.Start(labelled.Evaluation.Evaluation.Folder, words))
        {
            while (!victim.HasExited
                && await labelled.Store.Labels.LastSequenceAsync(labelled.Run.Id, CancellationToken.None) == before)
            {
                await Task.Delay(20);
            }

            victim.Kill();
            await victim.WaitAsync();
        }

        LabelBook book = await labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None);
        Assert.All(book.Events, one => Assert.InRange(one.Entry.Score!.Value, 1, 5));
        JsonNode report = await RunAsync(labelled, ExitCode.Passed, words[..^1]);
        Assert.Equal(labellers.Length * Samples, (int)report["matched"]!);
        Assert.Equal(book.Events.Count - 1, (int)report["unchanged"]!);
        book = await labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None);
        Assert.Equal((labellers.Length * Samples) + 1, book.Events.Count);
    }

    private static async Task<string> ContentsAsync(LabelledEvaluation labelled, string run) => string.Join(
        '\n',
        (await labelled.Store.Labels.ReadAsync(run, CancellationToken.None)).Events
            .Select(one => one.Entry)
            .Select(one => $"{one.Item.Id} {one.Labeller} {one.Action} {one.Score} {one.Note}")
            .Order(StringComparer.Ordinal));

    private static async Task<JsonNode> RunAsync(LabelledEvaluation labelled, ExitCode? code, params string[] words)
    {
        (CommandResult result, JsonNode output) = await labelled.Evaluation.RunAsync(words);
        Assert.True(code is null || result.Code == code, result.Error + result.Output);
        return output;
    }
}

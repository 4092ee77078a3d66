using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Statistics;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>
/// The judges in Markdown: health, corrected scores and layers; matrices and the human queue are folded away.
/// </summary>
internal static class MarkdownJudges
{
    private const int LongestQueue = 20;

    /// <summary>Appends every part that has something to say.</summary>
    public static void Write(MarkdownDocument document, Report report)
    {
        if (report.Judges.Count + report.JudgingLayers.Count + report.HumanQueue.Count == 0)
        {
            return;
        }

        document.Block("### Judges");
        WriteHealth(document, report.Judges);
        WriteControls(document, report.Judges);
        WriteCorrected(document, report.Judges);
        WriteLayers(document, report.JudgingLayers);
        if (report.JudgeVersions.Count > 0)
        {
            document.Block([.. report.JudgeVersions.Select(versions =>
                $"- {Inline(JudgeWords.Versions(versions))}.")]);
        }

        WriteMatrices(document, report.Judges);
        WriteQueue(document, report.HumanQueue);
    }

    private static void WriteHealth(MarkdownDocument document, IReadOnlyList<JudgeSummary> judges)
    {
        string[] warnings = [.. judges.Select(JudgeWords.Warning)
            .Where(warning => warning is not null)
            .Select(warning => $"- ⚠️ {Inline(warning!)}.")];
        if (warnings.Length > 0)
        {
            document.Block(warnings);
        }

        if (judges.Count == 0)
        {
            return;
        }

        string[] notes =
        [
            .. judges.Select(judge => (judge.Name, Words: JudgeWords.WithoutAnswer(judge)))
                .Concat(judges.Select(judge => (judge.Name, Words: JudgeWords.Biases(judge) is { } biases
                    ? $"bias by known grade (texts): {biases}"
                    : null)))
                .Where(note => note.Words is not null)
                .Select(note => $"- {Code(note.Name)}: {Inline(note.Words!)}."),
        ];
        if (notes.Length > 0)
        {
            document.Block(notes);
        }

        document.Block("Agreement with known grades; brackets are 95 % intervals, κ and α weigh by distance.");
        document.Table(
            ["judge", "task", ">layer", "instrument", ">κ", ">α", ">same grade", ">known grades", "drawn", "limits"],
            judges.Select(judge => (string[])
            [
                Code(judge.Name), Code(judge.Task), Count(judge.Layer), Inline(judge.Instrument),
                WithRange(judge.Reliability?.Kappa?.Kappa, JudgeWords.KappaInterval(judge)),
                WithRange(judge.Alpha, judge.AlphaInterval),
                Percent(judge.Reliability?.Matrix.PercentAgreement), Count(judge.Reliability?.Items),
                Inline(JudgeWords.Drawn(judge.LabelsDrawn)), judge.Shortfalls.Count == 0 ? "✅ met" : "❔ missed",
            ]));
        document.Table(
            [
                "judge", "model", ">judged", ">without a verdict", "missing verdicts", ">abstained", ">calls",
                ">tokens", ">cost",
            ],
            judges.Select(judge => (string[])
            [
                Code(judge.Name), Code(judge.Model), Count(judge.Judged), Count(judge.Unscored),
                Inline(JudgeWords.Failures(judge.Failures)), Count(judge.Abstentions), Count(judge.Calls),
                Count(judge.Tokens), Usd(judge.Usd),
            ]));
    }

    private static void WriteControls(MarkdownDocument document, IReadOnlyList<JudgeSummary> judges)
    {
        (JudgeSummary Judge, JudgeControl Control)[] rows = [.. judges.SelectMany(judge =>
            JudgeWords.Rates(judge).Concat(JudgeWords.Controls(judge)).Select(control => (judge, control)))];
        if (rows.Length > 0)
        {
            document.Table(["judge", "measured", ">share", ">of", "meaning"], rows.Select(row => (string[])
            [
                Code(row.Judge.Name), Inline(row.Control.Name), Share(row.Control.Share),
                Count(row.Control.Share.Items), Inline(row.Control.Meaning),
            ]));
        }
    }

    private static void WriteCorrected(MarkdownDocument document, IReadOnlyList<JudgeSummary> judges)
    {
        (JudgeSummary Judge, CorrectedScore Score)[] rows =
            [.. judges.SelectMany(judge => judge.Corrected.Select(score => (judge, score)))];
        if (rows.Length > 0)
        {
            document.Block("#### Corrected scores");
            document.Table(["judge", "model", "quantity", ">raw", ">corrected", ">95 % interval", "how"], rows
                .Select(row => (string[])
                [
                    Code(row.Judge.Name), Code(row.Score.Model), CorrectedWords.Plain(row.Score.Quantity),
                    CorrectedWords.Raw(row.Score), CorrectedWords.Estimate(row.Score),
                    CorrectedWords.Interval(row.Score), Inline(row.Score.Method),
                ]));
        }
    }

    private static void WriteLayers(MarkdownDocument document, IReadOnlyList<LayerQuality> layers)
    {
        if (layers.Count > 0)
        {
            document.Block("#### Layers");
            document.Block("How well outputs are judged up to and including each layer, on texts of known grade: "
                + "recall is the share of the bad that is found, precision the share of what is failed that is bad.");
            document.Table(
                ["task", ">layer", "judges", "came to it", ">outputs", ">recall", ">precision", ">unscored", ">calls",
                    ">tokens"],
                layers.Select(layer => (string[])
                [
                    Code(layer.Task), Count(layer.Layer), string.Join(", ", layer.Judges.Select(Code)),
                    Inline(JudgeWords.Escalated(layer)), Count(layer.Items), Share(layer.Recall),
                    Share(layer.Precision), Count(layer.Unscored), Count(layer.Calls), Count(layer.Tokens),
                ]));
            string[] advice = [.. LayerAdvice.Of(layers).Select(words => $"- ⚠️ {Inline(words)}")];
            if (advice.Length > 0)
            {
                document.Block(advice);
            }
        }
    }

    private static void WriteMatrices(MarkdownDocument document, IReadOnlyList<JudgeSummary> judges)
    {
        foreach (JudgeSummary judge in judges)
        {
            if (judge.Reliability is not { Matrix: { Total: > 0 } matrix })
            {
                continue;
            }

            IReadOnlyList<string> grades = JudgeWords.Grades(judge, matrix);
            document.Block($"<details><summary>Known grades (rows) by those of {HtmlCode(judge.Name)}</summary>");
            document.Table(
                ["known", .. grades.Select(grade => ">" + Inline(grade))],
                grades.Select((grade, known) => (string[])
                    [Inline(grade), .. grades.Select((_, given) => Count(matrix[known, given]))]));
            document.Block("</details>");
        }
    }

    private static void WriteQueue(MarkdownDocument document, IReadOnlyList<HumanQueueItem> queue)
    {
        if (queue.Count == 0)
        {
            return;
        }

        document.Block($"<details><summary>{Count(queue.Count)} outputs wait for a person</summary>");
        document.Table(["task", "sample", "model", "judge", "why"], queue.Take(LongestQueue).Select(item => (string[])
        [
            Code(item.Task), Code(item.SampleId), Code(item.Model), Code(item.Judge), Inline(item.Reason),
        ]));
        if (queue.Count > LongestQueue)
        {
            document.Block($"and {Count(queue.Count - LongestQueue)} more in report.json");
        }

        document.Block("</details>");
    }

    private static string WithRange(double? value, Interval? interval) => interval is { } known
        ? $"{Coefficient(value)} {Range(known.Low, known.High)}"
        : Coefficient(value);
}

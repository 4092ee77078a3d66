using System.Text.Json.Nodes;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>
/// From labels in the store to the gate. The vectors are those of the rule's independent implementation in Python
/// (mpmath), see <c>LabelledChangesTests</c>; here they go through outputs, draw, labels and verdicts as users make
/// them.
/// </summary>
public sealed class LabelledRunTests
{
    [Fact]
    public async Task VectorALabelsOfNoChangePassWithoutFurtherConfiguration()
    {
        HashSet<int> differing = Differing(200, 0.5, drawn: 20, others: 20);
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(200, differing.Contains);
        await labelled.DrawAsync(0.5);
        foreach (QueueEntry entry in (await labelled.QueueAsync()).Entries)
        {
            await labelled.LabelAsync(entry.Item, 4);
        }

        JsonNode gate = await labelled.GateAsync();
        Assert.Equal(("pass", "people"), ((string)gate["outcome"]!, (string)gate["by"]!));
        Assert.Equal(20, (int)gate["labels"]!);
        Assert.Equal(0, (double)gate["delta"]!, 1e-6);
        Assert.Equal(-0.118936, (double)gate["low"]!, 1e-6);
        Assert.Equal(0.001747, (double)gate["p"]!, 1e-6);
    }

    [Fact]
    public async Task VectorBLabelsAloneDecideWhereTheJudgeSeesNothing()
    {
        HashSet<int> differing = Differing(200, 0.5, drawn: 20, others: 20);
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(200, differing.Contains);
        await labelled.DrawAsync(0.5);
        double[] changes = [-1, -1, 0, 0, 1];
        string[] first = [.. Drawn(differing, 0.5).Take(changes.Length).Select(Id)];
        foreach (QueueEntry entry in (await labelled.QueueAsync()).Entries)
        {
            int place = Array.IndexOf(first, entry.Item.SampleId);
            await labelled.LabelAsync(entry.Item, entry.Item.Model == "worse" && place >= 0 ? 4 + changes[place] : 4);
        }

        JsonNode gate = await labelled.GateAsync();
        Assert.Equal(-0.01, (double)gate["delta"]!, 1e-6);
        Assert.Equal(-0.132801, (double)gate["low"]!, 1e-6);
        Assert.Equal(0.002485, (double)gate["p"]!, 1e-6);
    }

    [Fact]
    public async Task VectorCPassOrFailWithAJudgeThatForetellsDrops()
    {
        HashSet<int> differing = Differing(500, 0.4, drawn: 40, others: 60);
        int[] drawn = [.. Drawn(differing, 0.4)];
        int[] others = [.. differing.Except(drawn).Order()];
        int[] lostByJudge = [drawn[0], others[0], others[1]];
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(500, differing.Contains, Configure);
        await labelled.DrawAsync(0.4);
        string lost = Id(drawn[0]);
        string[] won = [.. drawn[1..4].Select(Id)];
        foreach (QueueEntry entry in (await labelled.QueueAsync()).Entries)
        {
            bool isCandidate = entry.Item.Model == "worse";
            bool passes = entry.Item.SampleId == lost ? !isCandidate
                : !won.Contains(entry.Item.SampleId) || isCandidate;
            await labelled.LabelAsync(entry.Item, passes ? 1 : 0);
        }

        JsonNode gate = await labelled.GateAsync();
        Assert.Equal(0.009, (double)gate["delta"]!, 1e-6);
        Assert.Equal(-0.011989, (double)gate["low"]!, 1e-6);
        Assert.Equal(0.000024, (double)gate["p"]!, 1e-6);

        void Configure(JudgedEvaluation evaluation)
        {
            JsonObject configuration = evaluation.Evaluation.Configuration;
            configuration["judges"]!["local"]!["scale"] = new JsonArray(0, 1);
            configuration["judging"]!["fraction"] = 1.0;
            configuration["gates"]![0]!["maxDrop"] = 0.05;
            evaluation.WriteAnswers(
                "critic.jsonl",
                [
                    .. lostByJudge.Select(i => ($"nothing {i:000}", """{"reasoning": "no", "verdict": "fail"}""")),
                    ("", """{"reasoning": "yes", "verdict": "pass"}"""),
                ]);
        }
    }

    [Fact]
    public async Task APairThatNobodyCouldTellAndOneThatNobodyLabelledCountAsTheWorst()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(200, i => i % 5 == 0);
        await labelled.DrawAsync(1);
        QueueEntry[] entries = [.. (await labelled.QueueAsync()).Entries];
        string[] samples = [.. entries.Select(entry => entry.Item.SampleId).Distinct()];
        foreach (QueueEntry entry in entries.Where(entry => entry.Item.SampleId != samples[0]))
        {
            await (entry.Item.SampleId == samples[1]
                ? labelled.Store.Labels.AppendAsync(
                    labelled.Entry(entry.Item, LabelAction.Abstain), CancellationToken.None)
                : labelled.LabelAsync(entry.Item, 4));
        }

        JsonNode gate = await labelled.GateAsync();
        Assert.Equal(38, (int)gate["labels"]!);
        Assert.Contains(
            "2 drawn pairs without a label count as the worst", (string)gate["reason"]!, StringComparison.Ordinal);
        double worst = (double)gate["low"]!;
        LabelNeed need = Assert.Single((await labelled.QueueAsync()).Needs(
            await labelled.Store.Labels.ReadAsync(labelled.Run.Id, CancellationToken.None)));
        Assert.Equal((40, 40, 38, 1), (need.Differing, need.Drawn, need.Labelled, need.Missing));
        foreach (QueueEntry entry in entries.Where(entry => entry.Item.SampleId == samples[0]))
        {
            await labelled.LabelAsync(entry.Item, 4);
        }

        Assert.True((double)(await labelled.GateAsync())["low"]! > worst);
    }

    [Fact]
    public async Task ALabelThatWasTakenBackIsNoLabelAndALookBeforeIsMarked()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(200, i => i % 5 == 0);
        await labelled.DrawAsync(1);
        QueueEntry[] entries = [.. (await labelled.QueueAsync()).Entries];
        foreach (QueueEntry entry in entries)
        {
            await labelled.LabelAsync(entry.Item, 4);
        }

        JsonNode all = await labelled.GateAsync();
        Assert.Equal((40, 0), ((int)all["labels"]!, (int)all["earlier_looks"]!));
        Assert.Equal(0, (int)(await labelled.GateAsync())["earlier_looks"]!);
        await labelled.Store.Labels.AppendAsync(
            labelled.Entry(entries[0].Item, LabelAction.Undo), CancellationToken.None);
        JsonNode fewer = await labelled.GateAsync();
        Assert.Equal((39, 1), ((int)fewer["labels"]!, (int)fewer["earlier_looks"]!));
        Assert.EndsWith(
            "Decided after an earlier look at other labels of this draw.", (string)fewer["reason"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task LabelsOfTheFewShotAndDevPartsAndOfWhatJudgesPickedNeverEnter()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(300, i => i % 3 == 0);
        await labelled.DrawAsync(0.7, LabelSplit.Usual);
        LabelQueue queue = await labelled.QueueAsync();
        Assert.Contains(queue.Entries, entry => entry.Part == LabelPart.Dev);
        Assert.All(queue.Entries.Where(entry => entry.IsDrawn), entry => Assert.Equal(LabelPart.Sealed, entry.Part));
        foreach (QueueEntry entry in queue.Entries.Where(entry => entry.IsDrawn))
        {
            await labelled.LabelAsync(entry.Item, 4);
        }

        JsonNode before = await labelled.GateAsync();
        foreach (QueueEntry entry in queue.Entries.Where(entry => !entry.IsDrawn))
        {
            await labelled.LabelAsync(entry.Item, entry.Item.Model == "worse" ? 1 : 5);
        }

        // And an item that was never in the queue.
        RunItems items = await RunItems.ReadAsync(
            labelled.Store, labelled.Run, labelled.Question, wanted: null, CancellationToken.None);
        EstimationDraw draw = queue.Draw!;
        string other = Enumerable.Range(0, 100).Select(i => Id(3 * i)).First(id =>
            draw.PartOf(id, null) == LabelPart.Sealed && !draw.Contains(id, null));
        LabelItem picked = items.Find(new FileLabel("here") { SampleId = other, Model = "worse" }, null).Item!;
        await labelled.LabelAsync(picked, 1);
        JsonNode after = await labelled.GateAsync();
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Equal("people", (string)after["by"]!);
    }

    [Fact]
    public async Task LabelsFromBeforeTheDrawNeverEnter()
    {
        await using LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(100, i => i % 5 == 0);
        RunItems items = await RunItems.ReadAsync(
            labelled.Store, labelled.Run, labelled.Question, wanted: null, CancellationToken.None);
        foreach (string model in (string[])["base", "worse"])
        {
            LabelItem item = items.Find(new FileLabel("here") { SampleId = Id(0), Model = model }, null).Item!;
            await labelled.LabelAsync(item, 5);
        }

        await labelled.DrawAsync(1);
        Assert.Equal("judge", (string)(await labelled.GateAsync())["by"]!);
    }

    private static string Id(int i) => FormattableString.Invariant($"q{i:000}");

    private static IEnumerable<int> Drawn(IEnumerable<int> samples, double share) =>
        samples.Order().Where(i => new LabelledPairs(share, 1).Contains(Id(i)));

    // Samples of which the draw's hash takes as many as wanted.
    private static HashSet<int> Differing(int samples, double share, int drawn, int others)
    {
        int[] all = [.. Enumerable.Range(0, samples)];
        int[] taken = [.. Drawn(all, share)];
        return [.. taken.Take(drawn), .. all.Except(taken).Take(others)];
    }
}

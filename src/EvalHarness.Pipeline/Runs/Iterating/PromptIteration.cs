using System.Text;
using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Labels;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Pipeline.Runs.Judging;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Iterating;

/// <summary>
/// Tries versions of a judge's prompt on the outputs of the dev part that people have labelled. The sealed part is
/// never touched: a prompt that was chosen by its labels would no longer be measured by them.
/// </summary>
/// <param name="bench">What judges are asked with; stays the caller's.</param>
internal sealed class PromptIteration(JudgeBench bench)
{
    /// <summary>Checks a prompt, keeps its text, and says what it takes to try it. Nothing is asked.</summary>
    /// <param name="run">The run whose outputs are judged.</param>
    /// <param name="judge">Name of a judge of the run, in the first layer.</param>
    /// <param name="text">The prompt file's text.</param>
    /// <param name="author">Who tries it.</param>
    /// <param name="cancellationToken">Cancels between samples.</param>
    /// <exception cref="InvalidInputException">The prompt has mistakes, or no label may shape it.</exception>
    public async Task<PromptTrial> PlanAsync(
        RunRecord run, string judge, string text, string author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(text);
        LabelQuestion question = QuestionOf(run, judge);
        AgreementItems items = await AgreementItems.ReadAsync(
            bench.Store, run, question, LabelPart.Dev, cancellationToken);
        if (IterableJudges.Obstacle(items.Book.DrawOf(question)) is { } obstacle)
        {
            throw new InvalidInputException($"run {run.Id}", "no labels to work on prompts with", fix: obstacle);
        }

        PlannedJudge planned = await PlanAsync(run, judge, PromptOf(judge, text), cancellationToken);
        if (!items.Book.Prompts.Any(known => (known.Judge, known.JudgeId) == (judge, planned.Id)))
        {
            await KeepOwnAsync(run, judge, cancellationToken);
            await KeepAsync(run, judge, planned.Id, text, author, cancellationToken);
        }

        ItemLabels[] dev = [.. items.Used.Where(item => item.Grade is not null)];
        List<VerdictRow> earlier = await ReadVerdictsAsync(run, question.Task, judge, cancellationToken);
        HashSet<(string, string)> judged =
        [
            .. earlier.Where(row => row.JudgeId == planned.Id && !JudgeAtWork.MayPass(row.Verdict))
                .Select(row => (row.Verdict.SampleId, row.TextKey)),
        ];
        JudgingCase[] open =
        [
            .. (await CasesAsync(run, question.Task, dev, cancellationToken))
                .Where(one => !judged.Contains((one.Request.SampleId, OutputKey.From(one.Request.Output)))),
        ];
        LabelBook book = await bench.Store.Labels.ReadAsync(run.Id, cancellationToken);
        PlannedModel model = planned.Model!;
        string own = run.Manifest.Judges[judge];
        TrialCost cost = TrialCost.Estimate(
            planned,
            open,
            [.. earlier.Where(row => row.JudgeId == own)],
            LengthOf(book.Prompts.FirstOrDefault(version => version.JudgeId == own)));
        return new PromptTrial
        {
            Judge = judge,
            JudgeId = planned.Id,
            Model = model.Name,
            Items = dev.Length,
            Open = open.Length,
            Calls = cost.Calls,
            InputTokens = cost.InputTokens,
            OutputTokens = cost.OutputTokens,
            Usd = cost.At(model.Source.Configuration.Price),
            Budget = model.Source.Configuration.Budget,
            Planned = planned,
            Cases = open,
        };
    }

    /// <summary>Lets the judge judge what is open. Every verdict is stored as it is given.</summary>
    /// <param name="run">The run.</param>
    /// <param name="trial">The trial as planned on this bench.</param>
    /// <param name="progress">Told of every output that was judged.</param>
    /// <param name="cancellationToken">Begins nothing new, gives what is under way a moment, and ends.</param>
    /// <exception cref="JudgeFailedException">The judge's first verdicts all failed for one reason.</exception>
    public async Task RunAsync(
        RunRecord run, PromptTrial trial, IProgress<RunProgress> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(trial);
        EvalConfiguration values = bench.Configuration.Values;
        PlannedJudge planned = trial.Planned;
        JudgingConfiguration judging = values.Judging
            ?? new JudgingConfiguration { Layers = [new JudgingLayerConfiguration { Judges = [trial.Judge] }] };
        using IDisposable claim = bench.Store.Claim(run.Id);
        await using JudgeModels models = new(bench.Providers, journal: null);
        IHostedJudge hosted = bench.Host.Host([planned.Definition], models.Find, judging.Seed)[trial.Judge];
        await models.LoadAsync([planned.Model!], cancellationToken);
        JudgedTask task = new(
            planned.Configuration.Task, [planned], Master: null, EscalationRules.Parse([]), judging);
        await new JudgingSession(
                bench.Store,
                run.Id,
                task,
                new Dictionary<string, JudgeAtWork> { [trial.Judge] = new(planned, hosted) },
                progress)
            .JudgeAsync(
                trial.Cases.ToAsyncEnumerable(),
                trial.Cases.Count,
                LabelQuestions.Configuration(run).Baseline,
                values.Generation.Concurrency,
                cancellationToken);
    }

    /// <summary>The text of the prompt that the configuration names for a judge.</summary>
    /// <exception cref="InvalidInputException">There is no such judge, or its file cannot be read.</exception>
    public string ReadFile(string judge) => Encoding.UTF8.GetString(
        Files.InputFile.ReadBytes(PromptPathOf(judge), PromptVersion.LongestText, "a prompt file"))
        .TrimStart('\uFEFF');

    /// <summary>Where prompts of a judge can be saved: beside the file that the configuration names.</summary>
    public PromptFolder FolderOf(string judge) => new(PromptPathOf(judge));

    private string PromptPathOf(string judge) => ConfigurationOf(judge).Prompt ?? throw new InvalidInputException(
        $"{bench.Configuration.FileName}: $.judges.{judge}", "no \"prompt\"", "a judge with a prompt to work on");

    private JudgeConfiguration ConfigurationOf(string judge) =>
        bench.Configuration.Values.Judges.GetValueOrDefault(judge) ?? throw new InvalidInputException(
            bench.Configuration.FileName, $"no judge \"{judge}\"", "the judge that judged the run",
            NearestName.Suggest(judge, [.. bench.Configuration.Values.Judges.Keys]));

    private LabelQuestion QuestionOf(RunRecord run, string judge)
    {
        LabelQuestion asked = IterableJudges.Of(run).FirstOrDefault(known => known.Judge == judge).Question
            ?? throw new InvalidInputException(
                $"run {run.Id}", $"no judge \"{judge}\" in its first layer", "a judge of the run");
        return ConfigurationOf(judge).Question.Id == asked.Id ? asked : throw new InvalidInputException(
            $"{bench.Configuration.FileName}: $.judges.{judge}", "another task, kind or scale than in the run",
            $"those of run {run.Id}, on which people's labels are");
    }

    private static PromptTemplate PromptOf(string judge, string text)
    {
        string place = $"prompt of {judge}";
        return text.Length <= PromptVersion.LongestText
            ? PromptTemplate.Create(PromptFileReader.Parse(place, Encoding.UTF8.GetBytes(text)), place)
            : throw new InvalidInputException(
                place, FormattableString.Invariant($"{text.Length} characters"),
                FormattableString.Invariant($"at most {PromptVersion.LongestText}"));
    }

    private async Task<PlannedJudge> PlanAsync(
        RunRecord run, string judge, PromptTemplate? prompt, CancellationToken cancellationToken)
    {
        JudgeDefinition definition = await JudgeDefinitionReader.ReadAsync(
            bench.Configuration, judge, copies: null, cancellationToken, prompt);
        ModelSource source = ModelSource.From(bench.Configuration, definition.Configuration.Model!) with
        {
            Clock = RunClock.For(run, TimeProvider.System),
        };
        ModelIdentity identity = await bench.Providers.IdentifyAsync(source, cancellationToken);

        // A missing or malformed template shows before anything is asked.
        _ = identity.Prompts?.Default;
        return new PlannedJudge
        {
            Definition = definition,
            Layer = 1,
            Id = JudgeFactory.Id(definition, identity, bench.Host.Version),
            Model = new PlannedModel(source, identity),
            Known = [],
        };
    }

    // The text of the run's own version is known as long as its file is what it was.
    private async Task KeepOwnAsync(RunRecord run, string judge, CancellationToken cancellationToken)
    {
        string own = run.Manifest.Judges[judge];
        if ((await PlanAsync(run, judge, prompt: null, cancellationToken)).Id == own)
        {
            await KeepAsync(run, judge, own, ReadFile(judge), author: "", cancellationToken);
        }
    }

    private Task<PromptVersion> KeepAsync(
        RunRecord run, string judge, string judgeId, string text, string author, CancellationToken cancellationToken) =>
        bench.Store.Labels.SavePromptAsync(
            new PromptVersion { RunId = run.Id, Judge = judge, JudgeId = judgeId, Text = text, Author = author },
            cancellationToken);

    private async Task<List<VerdictRow>> ReadVerdictsAsync(
        RunRecord run, string task, string judge, CancellationToken cancellationToken)
    {
        List<VerdictRow> rows = [];
        await foreach (VerdictRow row in bench.Store.ReadVerdictsAsync(run.Id, task, cancellationToken))
        {
            if (row.Verdict.Judge == judge && row.Purpose is VerdictPurpose.Sample or VerdictPurpose.Label)
            {
                rows.Add(row with { Verdict = row.Verdict with { RawText = "", Reasoning = "", Evidence = [] } });
            }
        }

        return rows;
    }

    private async Task<List<JudgingCase>> CasesAsync(
        RunRecord run, string task, IReadOnlyList<ItemLabels> items, CancellationToken cancellationToken)
    {
        string baseline = LabelQuestions.Configuration(run).Baseline;
        ILookup<string, ItemLabels> wanted = items.ToLookup(item => item.Item!.SampleId, StringComparer.Ordinal);
        List<JudgingCase> cases = [];
        await foreach (StoredOutputs sample in
            StoredOutputs.ReadAsync(bench.Store, run.Id, task, cancellationToken))
        {
            foreach (ItemLabels item in wanted[sample.Row.Sample.Id]
                .Where(item => sample.Outputs.ContainsKey(item.Item!.Model)))
            {
                cases.Add(new JudgingCase(
                    VerdictPurpose.Label, sample.Ask(item.Item!.Model, baseline), item.Grade));
            }
        }

        return cases;
    }

    private static int? LengthOf(PromptVersion? version) => version is null
        ? null
        : PromptFileReader.Parse("prompt", Encoding.UTF8.GetBytes(version.Text)).Template.Length;
}

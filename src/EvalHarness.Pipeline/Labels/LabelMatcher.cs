using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Makes entries for the store of the rows of a file.</summary>
/// <param name="reader">Holds the run.</param>
/// <param name="run">The run.</param>
/// <param name="options">How to read the rows.</param>
/// <param name="origin">Where the labels come from, as it is stored.</param>
internal sealed class LabelMatcher(IRunReader reader, RunRecord run, LabelImportOptions options, string origin)
{
    private readonly IReadOnlyList<LabelQuestion> _questions = LabelQuestions.Of(run);
    private readonly Dictionary<string, RunItems> _items = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Question, string Item, string Labeller), string> _seen = [];
    private LabelBook _book = LabelBook.Empty;

    /// <summary>What can be stored.</summary>
    public List<LabelEntry> Entries { get; } = [];

    /// <summary>Rows that no output matches.</summary>
    public List<InputError> Unmatched { get; } = [];

    /// <summary>What is wrong with the rows.</summary>
    public List<InputError> Mistakes { get; } = [];

    /// <summary>Group of a sample that was matched; <c>null</c> without one.</summary>
    public string? GroupOf(LabelQuestion question, string sampleId) =>
        _items[question.Id].Groups.GetValueOrDefault(sampleId);

    /// <summary>Matches rows.</summary>
    public async Task MatchAsync(IReadOnlyList<FileLabel> rows, CancellationToken cancellationToken)
    {
        _book = await reader.Labels.ReadAsync(run.Id, cancellationToken);
        foreach (IGrouping<LabelQuestion, FileLabel> group in rows.GroupBy(QuestionOf))
        {
            HashSet<string>? wanted = group.Any(row => row.ItemId is not null && row.SampleId is null)
                ? null
                : [.. group.Select(row => row.SampleId).OfType<string>()];
            _items[group.Key.Id] = await RunItems.ReadAsync(reader, run, group.Key, wanted, cancellationToken);
        }

        foreach (FileLabel row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Match(row, _items[QuestionOf(row).Id]);
        }
    }

    private LabelQuestion QuestionOf(FileLabel row)
    {
        string? task = row.Task ?? options.Task;
        LabelQuestion[] fitting =
        [
            .. _questions.Where(question => (task is null || question.Task == task)
                && (options.Kind is null || question.Kind == options.Kind)),
        ];
        if (fitting.Length == 1)
        {
            return fitting[0];
        }

        string[] tasks = [.. _questions.Select(question => question.Task).Distinct()];
        throw fitting.Length == 0
            ? new InvalidInputException(
                row.Place, $"the task \"{task}\"", $"a task with outputs to label: {string.Join(", ", tasks)}",
                task is null ? null : NearestName.Suggest(task, tasks))
            : new InvalidInputException(
                row.Place, task is null ? "no task" : "labels of outputs or of pairs",
                task is null ? $"one of {string.Join(", ", tasks)}" : "one of them",
                task is null && tasks.Length > 1
                    ? "Name the task with --task."
                    : "Say what was labelled with --kind output or --kind pair.");
    }

    private void Match(FileLabel row, RunItems items)
    {
        (LabelItem? item, string? reason) = items.Find(row, options.ModelName);
        if (item is null)
        {
            Unmatched.Add(new InputError(row.Place, reason!, Fix: Describe(row)));
            return;
        }

        if ((row.Labeller ?? options.LabellerName) is not { } labeller)
        {
            Mistakes.Add(new InputError(
                row.Place, "a label without a labeller", "a name",
                "Name the column with --labeller, or the one labeller of the file with --labeller-name."));
            return;
        }

        if (Entry(row, items.Question, item, labeller) is not { } entry)
        {
            return;
        }

        (string, string, string) key =
            (items.Question.Id, item.Id, entry.Action == LabelAction.Adjudicate ? "" : entry.Labeller);
        if (!_seen.TryAdd(key, row.Place))
        {
            Mistakes.Add(new InputError(
                row.Place, $"a second label of {labeller} for the same item, first on {_seen[key]}",
                "one label of each person for each item"));
            return;
        }

        Entries.Add(entry);
    }

    private LabelEntry? Entry(FileLabel row, LabelQuestion question, LabelItem item, string labeller)
    {
        LabelAction action = row.Action?.ToUpperInvariant() switch
        {
            "ABSTAIN" => LabelAction.Abstain,
            "ADJUDICATE" => LabelAction.Adjudicate,
            null when options.AbstainWords.Contains(row.Value.Trim(), StringComparer.OrdinalIgnoreCase) =>
                LabelAction.Abstain,
            _ => LabelAction.Label,
        };
        long seed = _book.DrawOf(question)?.Seed ?? options.Seed;
        bool? candidateFirst = question.Kind == LabelKind.Pair ? item.CandidateFirst(seed) : null;
        double? score = action == LabelAction.Abstain ? null : Score(row.Value.Trim(), question, candidateFirst);
        if (action != LabelAction.Abstain && score is null)
        {
            Mistakes.Add(new InputError(
                row.Place, $"the grade \"{row.Value}\"",
                $"one of {string.Join(", ", question.Grades)}",
                options.Words.Count == 0 ? "Say what other words mean with --map WORD=GRADE." : null));
            return null;
        }

        try
        {
            return new LabelEntry
            {
                RunId = run.Id,
                Labeller = labeller,
                Item = item,
                Question = question,
                Action = action,
                Score = score,
                CandidateFirst = candidateFirst,
                Note = row.Note,
                Reason = row.Reason
                    ?? (NeedsReason(question, item, action, labeller) ? options.Reason ?? origin : null),
                Origin = origin,
            }.Checked();
        }
        catch (InvalidInputException wrong)
        {
            Mistakes.AddRange(wrong.Errors.Select(error => error with { Location = $"{row.Place}: {error.Location}" }));
            return null;
        }
    }

    private bool NeedsReason(LabelQuestion question, LabelItem item, LabelAction action, string labeller) =>
        action == LabelAction.Adjudicate || _book.Of(question, item.Id).IsAnswered(labeller);

    private double? Score(string written, LabelQuestion question, bool? candidateFirst)
    {
        string grade = options.Words.GetValueOrDefault(written, written);
        return question.ScoreOf(grade)
            ?? (candidateFirst is { } first ? LabelItem.ScoreOfSide(grade, first) : null);
    }

    private static string Describe(FileLabel row) => row.ItemId is not null ? $"The item is {row.ItemId}."
        : $"The sample is {row.SampleId ?? "not named"}{(row.Model is null ? "" : $", the model {row.Model}")}.";
}

using System.Text.Json;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>
/// Builds what is asked of each document. Documents must come in their order and all of them, because the first decides
/// what kind of task it is and the drawing of examples runs through all.
/// </summary>
internal sealed class TaskRequestBuilder
{
    private readonly TaskFile _task;
    private readonly DocumentFields _fields;
    private readonly FewShotPool? _pool;
    private readonly int _shots;
    private readonly string _system;
    private readonly bool _isChat;
    private int _next;

    /// <summary>A builder for one pass through the documents.</summary>
    /// <param name="task">The task.</param>
    /// <param name="columns">Columns of the dataset.</param>
    /// <param name="shots">Examples a document.</param>
    /// <param name="pool">Where they come from; <c>null</c> without examples.</param>
    /// <param name="form">Plain text, or a conversation.</param>
    public TaskRequestBuilder(
        TaskFile task, IReadOnlySet<string> columns, int shots, FewShotPool? pool, PromptForm form)
    {
        (_task, _fields, _pool) = (task, new(columns), pool);
        _shots = pool is null ? 0 : shots;
        (_system, _isChat) = (form.System ?? "", form.IsChat);
    }

    /// <summary>The first document asks its choices as contexts: <c>doc_to_text</c> gives a number.</summary>
    public bool HasSeveralInputs { get; private set; }

    /// <summary>The first document has a list of targets.</summary>
    public bool HasSeveralTargets { get; private set; }

    /// <summary>What is asked of the next document.</summary>
    /// <exception cref="DocumentFaultException">It cannot be asked; says why.</exception>
    public DocumentRequests Next(JsonElement document)
    {
        int index = _next++;
        object? target = _task.Fields.Target is { } field ? _fields.Target(field, document, HasChoices) : null;
        object? text = _task.Fields.Text is { } question ? _fields.Text(question, document, HasChoices) : "";
        if (index == 0)
        {
            HasSeveralInputs = text is long or bool && HasChoices;
            HasSeveralTargets = target is IReadOnlyList<object?>;
        }

        IReadOnlyList<string>? choices =
            _task.Fields.Choice is { } choice ? _fields.Choices(choice, document) : null;
        return new()
        {
            Index = index,
            Requests = Requests(document, text, target, choices),
            Target = target,
            Choices = choices,
            Gold = HasSeveralInputs ? text : target,
            Relevance = _task.Relevance is { } grades && choices is not null
                ? Grades(grades, document, choices.Count) : null,
        };
    }

    private int[] Grades(TaskField field, JsonElement document, int count) =>
        _fields.Target(field, document, hasChoices: false) is IReadOnlyList<object?> grades && grades.Count == count
        && grades.All(grade => grade is long and >= 0 and < 100)
            ? [.. grades.Select(grade => (int)(long)grade!)]
            : throw new DocumentFaultException($"{field.Key} gives no list of {count} grades from 0 ({field.Place})");

    private bool HasChoices => _task.Fields.Choice is not null;

    private string Delimiter(string answerPrefix) =>
        !_isChat || (answerPrefix.Length > 0 && !PromptJoin.EndsWithSpace(answerPrefix))
            ? _task.Fields.TargetDelimiter : "";

    private IReadOnlyList<TaskRequest> Requests(
        JsonElement document, object? text, object? target, IReadOnlyList<string>? choices)
    {
        if (_task.OutputType == TaskOutputType.LogLikelihoodRolling)
        {
            return [new(null, RequireText(target, "doc_to_target"))];
        }

        string prefix = _fields.Resolve(_task.Fields.AnswerPrefix, document);
        IReadOnlyList<PromptTurn> before = [.. Opening(document), .. Examples(document)];
        IReadOnlyList<TaskPrompt> prompts = HasSeveralInputs
            ? [.. choices!.Select(choice => Prompt(before, choice, prefix, delimiter: ""))]
            : [Prompt(before, RequireText(text, "doc_to_text"), prefix, _task.Fields.TargetDelimiter)];
        return _task.OutputType switch
        {
            TaskOutputType.GenerateUntil => [new(prompts[0], null)],
            TaskOutputType.LogLikelihood => [new(prompts[0], RequireText(target, "doc_to_target"))],
            _ => ChoiceRequests(prompts, target, choices!),
        };
    }

    private IReadOnlyList<TaskRequest> ChoiceRequests(
        IReadOnlyList<TaskPrompt> prompts, object? target, IReadOnlyList<string> choices)
    {
        string delimiter = Delimiter(_task.Fields.AnswerPrefix?.Value as string ?? "");
        IEnumerable<TaskRequest> requests = HasSeveralInputs
            ? prompts.Select(prompt => new TaskRequest(prompt, delimiter + RequireText(target, "doc_to_target")))
            : choices.Select(choice => new TaskRequest(prompts[0], delimiter + choice));
        return _task.Metrics?.Any(metric => metric.Name == "acc_mutual_info") == true
            ? [.. requests, .. choices.Select(choice => new TaskRequest(null, delimiter + choice))]
            : [.. requests];
    }

    private IEnumerable<PromptTurn> Opening(JsonElement document)
    {
        string description = _fields.Resolve(_task.Description, document);
        string system = PromptJoin.Join(_system, description, _task.Fields.FewShotDelimiter);
        return system.Length > 0 ? [new PromptTurn("system", system)] : [];
    }

    private IEnumerable<PromptTurn> Examples(JsonElement document)
    {
        if (_shots == 0)
        {
            return [];
        }

        TaskFields fields = _task.FewShot.Fields;
        return _pool!.Next(_shots, document).SelectMany(example => Example(fields, example));
    }

    private IReadOnlyList<PromptTurn> Example(TaskFields fields, JsonElement example)
    {
        object? question = fields.Text is { } text ? _fields.Text(text, example, HasChoices) : "";
        IReadOnlyList<string> choices = fields.Choice is { } choice ? _fields.Choices(choice, example) : [];
        object? answer = fields.Target is { } target ? _fields.Target(target, example, HasChoices) : null;
        string prefix = _fields.Resolve(fields.AnswerPrefix, example);
        if (HasSeveralInputs)
        {
            question = At(choices, question, "doc_to_text of an example");
            choices = [];
        }

        string said = RequireText(question, "doc_to_text of an example");
        return answer is null or ""
            ? PromptJoin.Turns(said, prefix, fields.TargetDelimiter)
            : PromptJoin.Turns(said, prefix, AnswerText(answer, choices), fields);
    }

    private static string AnswerText(object answer, IReadOnlyList<string> choices) => answer switch
    {
        long or bool when choices.Count > 0 => At(choices, answer, "doc_to_target of an example"),
        IReadOnlyList<object?> { Count: > 0 } several => RequireText(several[0], "doc_to_target of an example"),
        _ => RequireText(answer, "doc_to_target of an example"),
    };

    private static string At(IReadOnlyList<string> choices, object? index, string field)
    {
        long place = index is long whole ? whole : index is true ? 1 : index is false ? 0 : long.MaxValue;
        place += place < 0 ? choices.Count : 0;
        return place >= 0 && place < choices.Count
            ? choices[(int)place]
            : throw new DocumentFaultException(
                FormattableString.Invariant($"{field} gives {index}, but there are {choices.Count} choices"));
    }

    private static TaskPrompt Prompt(
        IReadOnlyList<PromptTurn> before, string question, string prefix, string delimiter) =>
        new([.. before, .. PromptJoin.Turns(question, prefix, delimiter)]);

    private static string RequireText(object? value, string field) => value as string
        ?? throw new DocumentFaultException($"{field} gives {PlainValue.TypeOf(value)} and not a text");
}

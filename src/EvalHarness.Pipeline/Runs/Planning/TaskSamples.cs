using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using EvalHarness.Metrics.Choices;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Pipeline.Tasks.Scoring;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>The documents of a task file as samples; a document's id is its place in the dataset, from 0.</summary>
/// <param name="opened">The task and its data.</param>
/// <param name="form">How prompts are written.</param>
/// <param name="onBadSample">Whether a bad document ends the reading or is passed over.</param>
internal sealed class TaskSamples(OpenedTask opened, PromptForm form, BadSamplePolicy onBadSample) : IDatasetReader
{
    private const string ChoicesColumn = "choices";

    private TaskFile Task => opened.Task;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((Sample? sample, InputError? mistake) in ReadRowsAsync(cancellationToken))
        {
            if (sample is not null)
            {
                yield return sample;
            }
            else if (onBadSample == BadSamplePolicy.Stop)
            {
                throw new InvalidInputException([mistake!]);
            }
        }
    }

    /// <summary>Every document, as a sample or with its mistake.</summary>
    public async IAsyncEnumerable<(Sample? Sample, InputError? Mistake)> ReadRowsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (BuiltDocument built in opened.ReadAsync(form, cancellationToken))
        {
            yield return built.Requests is { } requests ? (Map(built, requests), null) : (null, built.Mistake);
        }
    }

    private Sample Map(BuiltDocument built, DocumentRequests document)
    {
        if (form.IsChat && Task.OutputType == TaskOutputType.MultipleChoice && HasOwnContexts(document))
        {
            throw new InvalidInputException(
                Task.Path, "choices that are contexts, with a chat template", "plain text",
                "Remove \"chat\" from the task.");
        }

        TaskPrompt? prompt = document.Requests.Count > 0 && !HasOwnContexts(document)
            ? document.Requests[0].Prompt : null;
        return new()
        {
            Id = document.Index.ToString(CultureInfo.InvariantCulture),
            Input = prompt?.Turns.Last(turn => turn.Role == "user").Text ?? "",
            Messages = prompt is null ? [] : Messages(prompt),
            Targets = Targets(built, document),
            Choices = document.Choices ?? ChoicesOf(built.Document.Fields),
            RightChoices = Task.OutputType == TaskOutputType.MultipleChoice ? [.. Golds(document)] : [],
            HasSeveralRightChoices = built.HasSeveralTargets,
            ScoredTexts =
            [
                .. document.Requests.Where(request => request.Continuation is not null).Select(request =>
                    new ScoredText(request.Continuation!, request.Prompt is { } own && own == prompt
                        ? null : request.Prompt?.ToText() ?? "")),
            ],
            Fields = TextsOf(built.Document.Fields),
            Candidates = document.Relevance is null ? [] :
            [
                .. document.Choices!.Select((choice, place) => new RankingCandidate(
                    place.ToString(CultureInfo.InvariantCulture), choice)),
            ],
            Relevance = document.Relevance?.Index().ToDictionary(
                grade => grade.Index.ToString(CultureInfo.InvariantCulture), grade => grade.Item)
                ?? new Dictionary<string, int>(),
        };
    }

    // The choices are the contexts, or there is none.
    private bool HasOwnContexts(DocumentRequests document) =>
        Task.OutputType == TaskOutputType.LogLikelihoodRolling
        || (document.Requests.Count > 1 && document.Requests[1].Prompt is { } second
            && !ReferenceEquals(second, document.Requests[0].Prompt));

    private List<SampleMessage> Messages(TaskPrompt prompt) => form.IsChat
        ? [.. prompt.ToConversation(form.AsTurns).Select(turn => new SampleMessage(turn.Role, turn.Text))]
        : [new("user", prompt.ToText())];

    private IReadOnlyList<string> Targets(BuiltDocument built, DocumentRequests document) => Task.OutputType switch
    {
        TaskOutputType.MultipleChoice => [.. Golds(document).Distinct()
            .Where(gold => gold >= 0 && gold < document.Choices!.Count).Select(gold => document.Choices![gold])],
        TaskOutputType.LogLikelihoodRolling => [Counted(built, document)],
        _ when document.Choices is { } choices && document.Target is long place && place >= 0
            && place < choices.Count => [choices[(int)place]],
        _ when built.HasSeveralTargets && document.Target is IReadOnlyList<object?> several =>
            [.. several.Select(Text)],
        _ => [Text(document.Target)],
    };

    private string Counted(BuiltDocument built, DocumentRequests document) => Task.CountedColumn is { } column
        && built.Document.Fields.TryGetProperty(column, out JsonElement text)
        && text.ValueKind == JsonValueKind.String ? text.GetString()! : document.Requests[0].Continuation!;

    private static IEnumerable<int> Golds(DocumentRequests document) =>
        (document.Gold as IReadOnlyList<object?> ?? [document.Gold]).Select(gold => gold switch
        {
            long place => ChoiceGold.FromIndex(
                (int)Math.Clamp(place, int.MinValue, int.MaxValue), document.Choices!.Count),
            bool flag => ChoiceGold.FromIndex(flag ? 1 : 0, document.Choices!.Count),
            double place when place == Math.Truncate(place) && Math.Abs(place) < int.MaxValue =>
                ChoiceGold.FromIndex((int)place, document.Choices!.Count),
            string text => ChoiceGold.FromText(text, document.Choices!),
            _ => ChoiceGold.None,
        });

    private static string Text(object? value) => value switch
    {
        string text => text,
        null => "None",
        bool flag => flag ? "True" : "False",
        _ => PlainValue.ToJson(value).GetRawText(),
    };

    private static IReadOnlyList<string> ChoicesOf(JsonElement fields) =>
        fields.TryGetProperty(ChoicesColumn, out JsonElement choices) && choices.ValueKind == JsonValueKind.Array
        && choices.EnumerateArray().All(choice => choice.ValueKind == JsonValueKind.String)
            ? [.. choices.EnumerateArray().Select(choice => choice.GetString()!)] : [];

    private static Dictionary<string, string> TextsOf(JsonElement fields) => fields.EnumerateObject()
        .Where(field => field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            || field.Name is InstructionTaskMetric.IdsColumn or InstructionTaskMetric.ArgumentsColumn
                or DropTaskMetric.AnswersColumn)
        .ToDictionary(field => field.Name, field => field.Value.ToString(), StringComparer.Ordinal);
}

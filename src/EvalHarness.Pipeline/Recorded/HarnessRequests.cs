using System.Text.Json;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>What lm-evaluation-harness asked of one document, as <c>arguments</c> of a logged sample has it.</summary>
/// <param name="Contexts">What each request begins with; the whole text where that is read for its likelihood.</param>
/// <param name="Continuations">The scored texts; empty where the model wrote, or whole texts were read.</param>
/// <param name="Kind">What was asked.</param>
internal sealed record HarnessRequests(
    IReadOnlyList<string> Contexts, IReadOnlyList<string> Continuations, TaskOutputType Kind)
{
    private const int MostRequests = 4096;

    /// <summary>
    /// The second half of the requests asks for the choices without their context, as <c>acc_mutual_info</c> needs
    /// them.
    /// </summary>
    public bool HasUnconditional { get; } = Continuations.Count > 2 && Continuations.Count % 2 == 0
        && Contexts.Skip(Continuations.Count / 2).All(context => context.Length == 0)
        && Contexts[0].Length > 0
        && Continuations.Take(Continuations.Count / 2).SequenceEqual(Continuations.Skip(Continuations.Count / 2));

    /// <summary>The choices' number.</summary>
    public int Choices => HasUnconditional ? Continuations.Count / 2 : Continuations.Count;

    /// <summary>All choices follow one context, rather than being contexts themselves.</summary>
    public bool HasOneContext => Contexts.Take(Choices).Distinct(StringComparer.Ordinal).Count() == 1;

    /// <summary>
    /// Reads <c>{"gen_args_0": {"arg_0": …, "arg_1": …}}</c>, or the list of lists of versions before 0.4.3.
    /// </summary>
    /// <exception cref="InvalidInputException">It is neither.</exception>
    public static HarnessRequests Read(JsonElement row, RecordedFields fields)
    {
        JsonElement arguments = fields.Require(row, "arguments", JsonValueKind.Object, JsonValueKind.Array);
        JsonElement[][] requests = [.. Items(arguments, fields).Select(request => Items(request, fields).ToArray())];
        if (requests.Length is 0 or > MostRequests || requests.Any(request => request.Length == 0))
        {
            throw fields.Wrong(
                FormattableString.Invariant($"\"arguments\" of {requests.Length} requests"),
                FormattableString.Invariant($"1 to {MostRequests} requests with a text each"));
        }

        string[] contexts = [.. requests.Select(request => Text(request[0], fields))];
        JsonElement[] second = [.. requests.Where(request => request.Length > 1).Select(request => request[1])];
        bool areTexts = second.Length == requests.Length
            && Array.TrueForAll(second, argument => argument.ValueKind == JsonValueKind.String);
        TaskOutputType? kind = (requests.Length, areTexts) switch
        {
            (1, true) => TaskOutputType.LogLikelihood,
            (_, true) => TaskOutputType.MultipleChoice,
            (1, _) when second.Length == 0 => TaskOutputType.LogLikelihoodRolling,
            (1, _) when second[0].ValueKind == JsonValueKind.Object => TaskOutputType.GenerateUntil,
            _ => null,
        };
        return kind is { } known
            ? new(contexts, areTexts ? [.. second.Select(argument => argument.GetString()!)] : [], known)
            : throw fields.Wrong(
                FormattableString.Invariant($"\"arguments\" of {requests.Length} requests of another kind"),
                "one request with settings, or requests with a continuation each");
    }

    private static IEnumerable<JsonElement> Items(JsonElement value, RecordedFields fields) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => member.Value),
        JsonValueKind.Array => value.EnumerateArray(),
        _ => throw fields.Wrong("\"arguments\" without lists", "\"arguments\" as it is logged"),
    };

    // A conversation is a tuple of one text, its messages as JSON.
    private static string Text(JsonElement argument, RecordedFields fields) => argument.ValueKind switch
    {
        JsonValueKind.String => argument.GetString()!,
        JsonValueKind.Array when argument.GetArrayLength() == 1 => Text(argument[0], fields),
        _ => throw fields.Wrong("\"arguments\" that begin with no text", "a prompt"),
    };
}

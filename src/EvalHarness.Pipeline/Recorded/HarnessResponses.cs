using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>
/// The raw responses of a logged sample, <c>resps</c>: a list for each request, with an entry for each repeat. A text
/// is an entry itself; a likelihood is a pair of number and truth value, both written as texts since 0.4.3.
/// </summary>
internal static class HarnessResponses
{
    private const string Shape = "\"resps\" with a list of responses for each request";

    /// <summary>One output for each repeat of written answers, or one with all log-likelihoods.</summary>
    /// <exception cref="InvalidInputException">The responses are not those of the requests.</exception>
    public static IReadOnlyList<ModelOutput> Read(JsonElement row, HarnessRequests requests, RecordedFields fields)
    {
        JsonElement[] all = [.. fields.Require(row, "resps", JsonValueKind.Array).EnumerateArray()];
        if (all.Length != requests.Contexts.Count
            || Array.Exists(all, list => list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0))
        {
            throw fields.Wrong(
                FormattableString.Invariant($"{all.Length} lists of responses to {requests.Contexts.Count} requests"),
                Shape);
        }

        return requests.Kind == TaskOutputType.GenerateUntil
            ? [.. all[0].EnumerateArray().Select(response => response.ValueKind == JsonValueKind.String
                ? new ModelOutput { SampleId = "", Text = response.GetString()! }
                : throw fields.Wrong("a response that is no text", Shape))]
            : [Scored(requests, [.. all.Select(list => Likelihood(list[0], fields))])];
    }

    private static ModelOutput Scored(HarnessRequests requests, LogLikelihood[] found)
    {
        bool chooses = requests.Kind == TaskOutputType.MultipleChoice;
        RankedCandidate[] order = [.. found.Take(chooses ? requests.Choices : 1)
            .Select((likelihood, place) => new RankedCandidate(
                place.ToString(CultureInfo.InvariantCulture), likelihood.Sum))
            .OrderByDescending(choice => choice.Score)];
        return new()
        {
            SampleId = "",
            Text = chooses ? ChosenText(requests, int.Parse(order[0].Id, CultureInfo.InvariantCulture)) : "",
            Ranking = new(order),
            LogLikelihoods = found,
        };
    }

    private static string ChosenText(HarnessRequests requests, int place) =>
        (requests.HasOneContext ? requests.Continuations : requests.Contexts)[place].Trim(' ');

    // How many tokens there were is not logged.
    private static LogLikelihood Likelihood(JsonElement response, RecordedFields fields)
    {
        JsonElement[] parts = response.ValueKind == JsonValueKind.Array ? [.. response.EnumerateArray()] : [response];
        double? sum = parts.Length > 0 ? Number(parts[0]) : null;
        return sum is null
            ? throw fields.Wrong(
                parts.Length == 0 ? "an empty response" : $"the log-likelihood {Shorten(parts[0].ToString())}",
                "a log-likelihood in nats")
            : new LogLikelihood(sum.Value, 0)
            {
                IsGreedy = parts.Length > 1 ? RecordedFields.Number(parts[1]) is { } flag ? flag > 0 : null : null,
            };
    }

    private static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.String => value.GetString() is "-inf" ? double.NegativeInfinity : RecordedFields.Number(value),
        _ => null,
    };

    private static string Shorten(string text) => text.Length > 40 ? text[..40] + "…" : text;
}

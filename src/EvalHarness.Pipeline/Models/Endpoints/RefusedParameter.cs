using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>Finds the parameter that an endpoint's words plainly refuse.</summary>
internal static partial class RefusedParameter
{
    // Those without which a question is still the same question; messages, model and the form of the answer are not.
    private static readonly string[] s_dispensable =
        ["temperature", "top_p", "top_k", RequestShape.MaxTokens, RequestShape.MaxCompletionTokens, "seed", "stop"];

    /// <summary>The parameter; <c>null</c> when none of those that were sent is plainly refused.</summary>
    /// <param name="said">What the endpoint says.</param>
    /// <param name="sent">Parameters that were sent.</param>
    public static string? Find(EndpointError said, IEnumerable<string> sent)
    {
        if (!Refusal().IsMatch(said.Text) && said.Code is not ("unsupported_parameter" or "unsupported_value"))
        {
            return null;
        }

        string[] candidates = [.. sent.Intersect(s_dispensable)];
        return candidates.FirstOrDefault(said.Parameters.Contains)
            ?? candidates.Select(key => (Key: key, Place: PlaceOf(said.Text, key)))
                .Where(found => found.Place >= 0)
                .OrderBy(found => found.Place)
                .Select(found => found.Key)
                .FirstOrDefault();
    }

    /// <summary>The endpoint speaks of a parameter that was sent, beside model and messages.</summary>
    /// <param name="said">What the endpoint says; <c>null</c> for nothing.</param>
    /// <param name="sent">Parameters that were sent.</param>
    public static bool IsNamed(EndpointError? said, IEnumerable<string> sent) =>
        said is not null && sent.Except(["model", "messages"]).Any(key =>
            said.Parameters.Contains(key) || PlaceOf(said.Text, key) >= 0);

    /// <summary>The endpoint only answers in streams.</summary>
    public static bool WantsStream(string said) => StreamOnly().IsMatch(said);

    // The name as a whole, and not as an English word: quoted, after what it is, with an underscore or at the end.
    private static int PlaceOf(string text, string key)
    {
        string name = Regex.Escape(key);
        string plain = key == "stop"
            ? $@"['""`]{name}['""`]|(?:parameter|argument|field|property|input|option)s?(?: supplied)?:? {name}\b|"
                + $@"^{name}\b|[:.] {name}(?: |:|\.?$)"
            : $@"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])";
        Match match = Regex.Match(text, plain, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return match.Success ? match.Index : -1;
    }

    [GeneratedRegex(
        @"unsupported|not support|n't support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|"
        + @"extra (?:input|field|prop)|additional propert|invalid (?:parameter|argument|field|property)|"
        + @"not available|deprecated|not a valid (?:parameter|field)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Refusal();

    [GeneratedRegex(
        @"only (?:supports? |works? (?:with|in) |available (?:with|in) )?stream|stream(?:ing)? mode only|"
        + @"non[- ]stream(?:ing)?\b.*not|not support non[- ]?stream|"
        + @"(?:set|must be|requires?|enable|use)\W+(?:the )?[""'`]?stream|"
        + @"[""'`]?stream[""'`]? must be (?:set to )?true",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex StreamOnly();
}

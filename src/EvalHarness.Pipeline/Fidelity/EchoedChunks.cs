using EvalHarness.Pipeline.Models.Echo;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Turns what an endpoint says of a chunk into distributions, and refuses what cannot be one.</summary>
/// <param name="place">The endpoint's address, for messages.</param>
/// <param name="tokens">The vocabulary.</param>
/// <param name="topTokens">Tokens per position that were asked for.</param>
internal sealed class EchoedChunks(string place, TokenListing tokens, int topTokens)
{
    private const double Tolerance = 1e-3;
    private const int ShownCharacters = 100;

    // Servers write ln 0, which JSON has no number for, as this.
    private const double LogOfNothing = -9999;

    private readonly TokenTexts _decoded = TokenTexts.Decoded(tokens);
    private readonly TokenTexts _raw = TokenTexts.Raw(tokens);
    private readonly int _vocabulary = tokens.Texts.Length;

    /// <summary>The scored positions of a chunk.</summary>
    /// <param name="echoed">The endpoint's word on every token of it.</param>
    /// <param name="chunk">The tokens that were sent.</param>
    /// <param name="firstScored">First position whose next token is scored.</param>
    /// <exception cref="InvalidInputException">
    /// The endpoint has other tokens, or says what no distribution over them is.
    /// </exception>
    public IReadOnlyList<KnownDistribution> Read(IReadOnlyList<EchoedToken> echoed, int[] chunk, int firstScored)
    {
        TokenTexts texts = FindMismatch(echoed, chunk, _decoded) is not { } mismatch ? _decoded
            : FindMismatch(echoed, chunk, _raw) is null ? _raw
            : throw new InvalidInputException(
                place,
                FormattableString.Invariant($"\"{Shown(echoed[mismatch].Text!)}\" as token {mismatch} of a prompt"),
                FormattableString.Invariant($"\"{_decoded[chunk[mismatch]]}\", the text of the token {chunk[mismatch]}")
                + $" of {tokens.Source}, as sent",
                "Compare models with the same vocabulary.");
        KnownDistribution[] positions = new KnownDistribution[chunk.Length - 1 - firstScored];
        for (int i = 0; i < positions.Length; i++)
        {
            int at = firstScored + i + 1;
            positions[i] = ReadPosition(echoed[at], chunk[at], at, texts);
        }

        return positions;
    }

    private static string Shown(string text) =>
        text.Length <= ShownCharacters ? text : text[..ShownCharacters] + "…";

    private static int? FindMismatch(IReadOnlyList<EchoedToken> echoed, int[] chunk, TokenTexts texts)
    {
        for (int i = 0; i < chunk.Length; i++)
        {
            if (echoed[i].Text is { } said && !texts.Matches(chunk[i], said))
            {
                return i;
            }
        }

        return null;
    }

    private KnownDistribution ReadPosition(EchoedToken echoed, int token, int at, TokenTexts texts)
    {
        double own = Check(
            echoed.LogProbability ?? throw Reject(at, "no log-probability of the token that was sent",
                "a log-probability"), at);
        (Dictionary<int, double> known, int named, double unnamed) = Gather(echoed, token, own, at, texts);
        (int[] ids, double[] logs) = Sort(known);
        double mass = logs.Sum(Math.Exp);
        if (mass > 1 + Tolerance)
        {
            throw Reject(
                at, FormattableString.Invariant($"probabilities that add up to {mass:0.######}"), "at most 1");
        }

        bool isTop = Math.Exp(logs[0]) >= 1 - mass
            || (logs[0] >= unnamed && IsWhole(echoed.Alternatives, named, own));
        if (!isTop)
        {
            throw RejectTop(named, at);
        }

        double rest = ids.Length == _vocabulary || 1 - mass < KnownDistribution.Resolution ? 0 : 1 - mass;
        return new(token, own, Math.Log(rest), ids, logs);
    }

    // Tokens that can be told apart, how many of them are listed, and the likeliest of those that cannot.
    private (Dictionary<int, double> Known, int Named, double Unnamed) Gather(
        EchoedToken echoed, int token, double own, int at, TokenTexts texts)
    {
        Dictionary<int, double> known = new() { [token] = own };
        HashSet<int> named = [];
        double unnamed = double.NegativeInfinity;
        foreach (EchoedAlternative alternative in echoed.Alternatives)
        {
            double log = Check(alternative.LogProbability, at);
            if ((alternative.Id ?? texts.Find(alternative.Text!)) is not { } id || id >= _vocabulary)
            {
                unnamed = Math.Max(unnamed, log);
                continue;
            }

            if (!named.Add(id) || (id == token && Math.Abs(log - own) > Tolerance))
            {
                throw Reject(
                    at, FormattableString.Invariant($"two log-probabilities of the token \"{texts[id]}\""),
                    "one log-probability");
            }

            known.TryAdd(id, log);
        }

        return (known, named.Count, unnamed);
    }

    // Of equal ones the one with the least id comes first, as in whole logits.
    private static (int[] Ids, double[] Logs) Sort(Dictionary<int, double> known)
    {
        KeyValuePair<int, double>[] sorted =
            [.. known.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)];
        return (Array.ConvertAll(sorted, pair => pair.Key), Array.ConvertAll(sorted, pair => pair.Value));
    }

    // Of several tokens with one text a server shows one, perhaps not the likeliest: then there are fewer than were
    // asked for. The token that was sent may be there beside these.
    private bool IsWhole(IReadOnlyList<EchoedAlternative> listed, int named, double own)
    {
        bool mayBeBeside = named < listed.Count && own <= listed.Min(token => token.LogProbability);
        return listed.Count - (mayBeBeside ? 1 : 0) >= Math.Min(topTokens, _vocabulary);
    }

    private InvalidInputException RejectTop(int named, int at) => Reject(
        at,
        FormattableString.Invariant(
            $"{named} distinguishable tokens, which may lack the most likely one"),
        FormattableString.Invariant($"the {Math.Min(topTokens, _vocabulary)} most likely"),
        "Set --top-k to the number of tokens per position that the server returns, "
        + "or use a server that identifies tokens by id, as vLLM does.");

    private double Check(double log, int at) => log is > LogOfNothing and <= Tolerance
        ? Math.Min(0, log)
        : throw Reject(
            at, FormattableString.Invariant($"a log-probability of {log}"), "a finite number of at most 0");

    private InvalidInputException Reject(int at, string found, string expected, string? fix = null) =>
        new(FormattableString.Invariant($"{place}: token {at} of a prompt"), found, expected, fix);
}

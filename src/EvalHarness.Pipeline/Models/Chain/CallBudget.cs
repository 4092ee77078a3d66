using System.Globalization;

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>
/// What a model used, and the most that it may use. A call is made only when its upper bound still fits, so that the
/// budget is never exceeded; what it did not use is given back afterwards. Thread-safe.
/// </summary>
/// <param name="calls">Most requests, repeated ones included; <c>null</c> for any number.</param>
/// <param name="tokens">Most tokens, of prompts and answers; <c>null</c> for any number.</param>
/// <param name="usd">Most US dollars; <c>null</c> for any amount.</param>
/// <param name="inputUsdPerMillion">Price of a million prompt tokens.</param>
/// <param name="outputUsdPerMillion">Price of a million generated tokens.</param>
internal sealed class CallBudget(
    long? calls, long? tokens, double? usd, double inputUsdPerMillion, double outputUsdPerMillion)
{
    private readonly Lock _lock = new();
    private TokenBound _used;

    /// <summary>Requests made.</summary>
    public long Calls { get; private set; }

    /// <summary>Tokens used, those of calls under way at their upper bound.</summary>
    public long Tokens => _used.Total;

    /// <summary>US dollars for <see cref="Tokens"/>.</summary>
    public double Usd => PriceOf(_used);

    /// <summary>Takes what a call can use at most.</summary>
    /// <exception cref="BudgetExhaustedException">It does not fit any more.</exception>
    public void Take(TokenBound bound)
    {
        lock (_lock)
        {
            TokenBound after = new(_used.Input + bound.Input, _used.Output + bound.Output);
            string? spent = Calls + 1 > calls ? Shown("calls", Calls, calls.Value)
                : after.Total > tokens ? Shown("tokens", Tokens, tokens.Value)
                : PriceOf(after) > usd ? Shown("usd", Usd, usd.Value)
                : null;
            if (spent is not null)
            {
                throw new BudgetExhaustedException(spent);
            }

            Calls++;
            _used = after;
        }
    }

    /// <summary>Puts what a call used in the place of its upper bound.</summary>
    public void Settle(TokenBound bound, TokenBound used)
    {
        lock (_lock)
        {
            _used = new(_used.Input - bound.Input + used.Input, _used.Output - bound.Output + used.Output);
        }
    }

    private double PriceOf(TokenBound used) =>
        ((used.Input * inputUsdPerMillion) + (used.Output * outputUsdPerMillion)) / 1e6;

    private static string Shown(string name, double used, double most) => string.Create(
        CultureInfo.InvariantCulture,
        $"The budget of {most:0.######} {name} has no room for another call; {used:0.######} are used.");
}

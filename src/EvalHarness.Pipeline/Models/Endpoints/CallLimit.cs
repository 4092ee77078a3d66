using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// The time that one call may take, as an option of the call. It counts from when the call is computed: once it is
/// sent, or once the embedded engine has taken it up.
/// </summary>
internal static class CallLimit
{
    /// <summary>The option, among additional properties; a <see cref="TimeSpan"/>.</summary>
    internal const string Option = "call_limit";

    /// <summary>The limit of a call; <c>null</c> for none.</summary>
    public static TimeSpan? For(ChatOptions? options) =>
        options?.AdditionalProperties?.TryGetValue(Option, out TimeSpan limit) == true ? limit : null;

    /// <summary>What is said of a call that took longer.</summary>
    public static EndpointException Exceeded(TimeSpan limit, Exception inner) => new(
        FormattableString.Invariant($"The model gave no answer within {limit.TotalSeconds:0.###} s."),
        isTransient: true, inner: new TimeoutException("The call took too long.", inner));
}

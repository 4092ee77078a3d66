namespace EvalHarness.Web.Hosting;

/// <summary>Why a request gets no page.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Reason">What to do about it, for a person.</param>
internal sealed record Refusal(int Status, string Reason);

namespace EvalHarness.Pipeline.Models.Chain;

/// <summary>The next call could cost more than the budget still holds, so it was not made.</summary>
/// <param name="message">Which budget, and how much of it is used.</param>
internal sealed class BudgetExhaustedException(string message) : Exception(message);

namespace EvalHarness.Pipeline.Tasks;

/// <summary>One pipeline of <c>filter_list</c>: what is done with an answer before it is scored.</summary>
/// <param name="Name">Its name, which follows the metric's: <c>exact_match,strict-match</c>.</param>
/// <param name="Place">File and line.</param>
/// <param name="Steps">The filters in their order: the function, and its options.</param>
internal sealed record TaskFilterEntry(
    string Name, string Place, IReadOnlyList<(string Function, IReadOnlyDictionary<string, object?> Options)> Steps);

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>All that is asked about one document.</summary>
internal sealed record DocumentRequests
{
    /// <summary>Place of the document in its dataset, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The requests, in order: those without a context, for acc_mutual_info, come last.</summary>
    public required IReadOnlyList<TaskRequest> Requests { get; init; }

    /// <summary>What <c>doc_to_target</c> gives: a text, an index, or a list.</summary>
    public required object? Target { get; init; }

    /// <summary>The choices, as <c>doc_to_choice</c> gives them; <c>null</c> for a task without them.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>(choices) How well each choice answers; <c>null</c> where the task does not say.</summary>
    public IReadOnlyList<int>? Relevance { get; init; }

    /// <summary>The right choice: the target, or the question's number where the choices are the contexts.</summary>
    public object? Gold { get; init; }
}

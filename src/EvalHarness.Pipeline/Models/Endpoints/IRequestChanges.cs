namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>A model whose endpoint wants its requests otherwise than they would have been made.</summary>
internal interface IRequestChanges
{
    /// <summary>What was changed, in words, in the order in which it turned out; empty for nothing.</summary>
    IReadOnlyList<string> Changes { get; }
}

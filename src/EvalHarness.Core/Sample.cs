namespace EvalHarness;

/// <summary>One row of a dataset: what a model is asked, and what is known about a good answer.</summary>
public sealed record Sample
{
    /// <summary>Identity within the dataset; everything is paired by it. A missing id becomes a content hash.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The mapped input field, or a conversation as one text; empty when the prompt uses other fields only.
    /// </summary>
    public string Input { get; init; } = "";

    /// <summary>
    /// The conversation that the model answers, ending with a user's message; empty for samples whose prompt is made
    /// of their fields.
    /// </summary>
    public IReadOnlyList<SampleMessage> Messages { get; init; } = [];

    /// <summary>Acceptable reference outputs, best first; empty for samples without one.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Texts to choose from, in the order of their letters; empty for samples without any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>
    /// Places of the right ones among <see cref="Choices"/>, for metrics of multiple choice; one that is none of them
    /// is wrong whatever is chosen. Empty for other samples.
    /// </summary>
    public IReadOnlyList<int> RightChoices { get; init; } = [];

    /// <summary>The dataset gives a list of right choices, be it of one.</summary>
    public bool HasSeveralRightChoices { get; init; }

    /// <summary>
    /// Texts whose likelihood is asked for instead of an answer, those without the prompt after all others; empty for
    /// samples that are answered.
    /// </summary>
    public IReadOnlyList<ScoredText> ScoredTexts { get; init; } = [];

    /// <summary>How often it was asked before, each time with another seed; 0 for the first time.</summary>
    public int Repeat { get; init; }

    /// <summary>
    /// Cluster of dependent samples (one document, one incident); <c>null</c> when samples are independent.
    /// </summary>
    public string? Group { get; init; }

    /// <summary>Labels for slicing the results.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Every textual field of the row by its own name: the variables a prompt may use.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Documents to be ranked; empty unless the dataset is a ranking one.</summary>
    public IReadOnlyList<RankingCandidate> Candidates { get; init; } = [];

    /// <summary>Relevance grade by candidate id; absent candidates are unjudged. Empty unless ranking.</summary>
    public IReadOnlyDictionary<string, int> Relevance { get; init; } = new Dictionary<string, int>();
}

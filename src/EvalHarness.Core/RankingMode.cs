namespace EvalHarness;

/// <summary>How a model orders the candidates of a ranking sample.</summary>
public enum RankingMode
{
    /// <summary>Each candidate alone, by the expected grade under the likelihoods of the grade tokens.</summary>
    Pointwise,

    /// <summary>All candidates at once, as a list of ids in the model's text.</summary>
    Listwise,

    /// <summary>Each candidate by the cosine similarity of its embedding with that of the query.</summary>
    Embedding,
}

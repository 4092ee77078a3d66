namespace EvalHarness.Inference.Transformer;

/// <summary>The rows that enter a linear layer, named after what multiplies them.</summary>
internal enum LinearInput
{
    /// <summary>Into queries, keys and values (d).</summary>
    QueryKeyValue,

    /// <summary>Into the attention output (heads · head length).</summary>
    AttentionOutput,

    /// <summary>Into gate and up projection (d).</summary>
    GateUp,

    /// <summary>Into the down projection (feed-forward length).</summary>
    Down,
}

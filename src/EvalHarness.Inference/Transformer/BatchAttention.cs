using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Attention of a batch's queries over the keys and values of their sequences.</summary>
internal static unsafe class BatchAttention
{
    /// <summary>Attends with some rows and some key-value heads.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="cache">Keys and values, those of the batch among them.</param>
    /// <param name="batch">The tokens.</param>
    /// <param name="a">Queries, and room for the outputs.</param>
    /// <param name="worker">Whose scratch is used.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="rows">Rows to compute.</param>
    /// <param name="heads">Key-value heads to compute.</param>
    public static void Attend(
        ModelConfig config,
        KeyValueCache cache,
        TokenBatch batch,
        Activations a,
        int worker,
        int layer,
        Share rows,
        Share heads)
    {
        int first = rows.First;
        while (first < rows.End)
        {
            int slot = batch.Slots[first];
            int end = first + 1;
            while (end < rows.End && batch.Slots[end] == slot)
            {
                end++;
            }

            for (int head = heads.First; head < heads.End; head++)
            {
                AttentionHead seen = cache.Open(
                    slot, layer, head, batch.Positions[end - 1] + 1, a.KeysAndValues[worker]);
                AttendHead(config, batch, a, worker, seen, head, new Share(first, end));
            }

            first = end;
        }
    }

    /// <summary>Queries of one sequence and one key-value head, four at a time.</summary>
    private static void AttendHead(
        ModelConfig config,
        TokenBatch batch,
        Activations a,
        int worker,
        in AttentionHead keysAndValues,
        int keyValueHead,
        Share rows)
    {
        int group = config.GroupSize;
        float** queries = stackalloc float*[AttentionKernel.TileQueries];
        float** outputs = stackalloc float*[AttentionKernel.TileQueries];
        int* counts = stackalloc int[AttentionKernel.TileQueries];
        int total = rows.Count * group;
        for (int tile = 0; tile < total; tile += AttentionKernel.TileQueries)
        {
            for (int j = 0; j < AttentionKernel.TileQueries; j++)
            {
                // A tile that is not full repeats its first query.
                int index = tile + j < total ? tile + j : tile;
                int row = rows.First + (index / group);
                int element = ((keyValueHead * group) + (index % group)) * config.HeadLength;
                queries[j] = a.QueryKeyValue[row] + element;
                outputs[j] = a.Attended[row] + element;
                counts[j] = batch.Positions[row] + 1;
            }

            AttentionKernel.Attend(queries, outputs, counts, keysAndValues, a.Scores[worker]);
        }
    }
}

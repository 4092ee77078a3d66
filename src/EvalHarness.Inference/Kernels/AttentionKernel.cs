using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Causal attention over the cached keys and values of one key-value head. Sixteen scores are summed side by side, each
/// in the order of its elements; values are summed in the order of positions. Both orders are the same for any number
/// of queries.
/// </summary>
internal static unsafe class AttentionKernel
{
    /// <summary>Positions per key block.</summary>
    public const int KeyBlock = VectorMath.Lanes;

    /// <summary>Queries that share the reading of keys and values; a smaller tile repeats its first query.</summary>
    public const int TileQueries = 4;

    /// <summary>out[j] = Σ_s softmax_s(scale · q[j]·k[s]) v[s] over the first counts[j] positions.</summary>
    /// <param name="queries">Pointers to four queries of the head length.</param>
    /// <param name="outputs">Pointers to their outputs, of the head length.</param>
    /// <param name="counts">Positions that each query sees, at least 1.</param>
    /// <param name="head">The head's keys, values and dimensions.</param>
    /// <param name="scores">Scratch (4, capacity).</param>
    public static void Attend(float** queries, float** outputs, int* counts, in AttentionHead head, float* scores)
    {
        int most = Math.Max(Math.Max(counts[0], counts[1]), Math.Max(counts[2], counts[3]));
        Score(queries, most, head, scores);
        float* inverseSums = stackalloc float[TileQueries];
        for (int j = 0; j < TileQueries; j++)
        {
            inverseSums[j] = 1f / RowKernels.Softmax(scores + ((long)j * head.Capacity), counts[j], head.Scale);
        }

        int least = Math.Min(Math.Min(counts[0], counts[1]), Math.Min(counts[2], counts[3]));
        Vector512<float>* sums = stackalloc Vector512<float>[TileQueries];
        for (int element = 0; element < head.ValueStride; element += VectorMath.Lanes)
        {
            Weigh(scores, least, head, element, sums);
            for (int j = 0; j < TileQueries; j++)
            {
                Finish(scores + ((long)j * head.Capacity), least, counts[j], head, element, ref sums[j]);
                Write(sums[j] * inverseSums[j], outputs[j] + element, head.HeadLength - element);
            }
        }
    }

    /// <summary>scores[j, s] = Σ_e q[j, e] k[s, e] for whole key blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(float** queries, int count, in AttentionHead head, float* scores)
    {
        float* q0 = queries[0];
        float* q1 = queries[1];
        float* q2 = queries[2];
        float* q3 = queries[3];
        int length = head.HeadLength;
        float* key = head.Keys;
        for (int position = 0; position < count; position += KeyBlock)
        {
            Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int e = 0; e < length; e++, key += KeyBlock)
            {
                Vector512<float> k = Vector512.Load(key);
                s0 = Vector512.FusedMultiplyAdd(Vector512.Create(q0[e]), k, s0);
                s1 = Vector512.FusedMultiplyAdd(Vector512.Create(q1[e]), k, s1);
                s2 = Vector512.FusedMultiplyAdd(Vector512.Create(q2[e]), k, s2);
                s3 = Vector512.FusedMultiplyAdd(Vector512.Create(q3[e]), k, s3);
            }

            float* target = scores + position;
            s0.Store(target);
            s1.Store(target + head.Capacity);
            s2.Store(target + (2L * head.Capacity));
            s3.Store(target + (3L * head.Capacity));
        }
    }

    /// <summary>sums[j] = Σ_s p[j, s] v[s, element..] over the positions that all four queries see.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Weigh(float* p, int count, in AttentionHead head, int element, Vector512<float>* sums)
    {
        float* p0 = p;
        float* p1 = p0 + head.Capacity;
        float* p2 = p1 + head.Capacity;
        float* p3 = p2 + head.Capacity;
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default;
        float* value = head.Values + element;
        for (int s = 0; s < count; s++, value += head.ValueStride)
        {
            Vector512<float> v = Vector512.Load(value);
            s0 = Vector512.FusedMultiplyAdd(Vector512.Create(p0[s]), v, s0);
            s1 = Vector512.FusedMultiplyAdd(Vector512.Create(p1[s]), v, s1);
            s2 = Vector512.FusedMultiplyAdd(Vector512.Create(p2[s]), v, s2);
            s3 = Vector512.FusedMultiplyAdd(Vector512.Create(p3[s]), v, s3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (s0, s1, s2, s3);
    }

    /// <summary>The positions that only this query sees; the sum goes on in the same order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Finish(
        float* p, int first, int end, in AttentionHead head, int element, ref Vector512<float> sum)
    {
        for (int s = first; s < end; s++)
        {
            Vector512<float> v = Vector512.Load(head.Values + ((long)s * head.ValueStride) + element);
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(p[s]), v, sum);
        }
    }

    private static void Write(Vector512<float> value, float* target, int remaining)
    {
        if (remaining >= VectorMath.Lanes)
        {
            value.Store(target);
            return;
        }

        for (int i = 0; i < remaining; i++)
        {
            target[i] = value[i];
        }
    }
}

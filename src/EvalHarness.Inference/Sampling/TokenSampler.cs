using System.Numerics.Tensors;
using EvalHarness.Inference.Arithmetic;
using EvalHarness.Statistics;

namespace EvalHarness.Inference.Sampling;

/// <summary>Chooses the tokens of one sequence: temperature, then top-k, then top-p, then one draw.</summary>
internal sealed class TokenSampler(SamplingOptions options)
{
    private Xoshiro256 _random = new(options.Seed);
    private int[] _ids = [];
    private float[] _keys = [];
    private double[] _weights = [];

    /// <summary>Chooses from the logits of all tokens.</summary>
    /// <exception cref="ModelOutputException">A logit is not a number.</exception>
    public int Next(ReadOnlySpan<float> logits)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        if (!float.IsFinite(logits[best]))
        {
            throw new ModelOutputException(
                $"The model gave token {best} the logit {logits[best]}: its weights are broken.");
        }

        if (options.Temperature == 0)
        {
            return best;
        }

        int count = options.TopK == 0 && options.TopP >= 1 ? TakeAll(logits) : TakeBest(logits);
        double total = Weigh(count, logits[best]);
        count = CutByProbability(count, ref total);
        double drawn = _random.NextDouble() * total;
        int last = best;
        for (int i = 0; i < count && drawn >= 0; i++)
        {
            // A token without weight is ruled out: it is not drawn, even where the weights do not add up exactly.
            if (_weights[i] > 0)
            {
                last = _ids[i];
                drawn -= _weights[i];
            }
        }

        return last;
    }

    private int TakeAll(ReadOnlySpan<float> logits)
    {
        Reserve(logits.Length);
        for (int i = 0; i < logits.Length; i++)
        {
            (_ids[i], _keys[i]) = (i, logits[i]);
        }

        return logits.Length;
    }

    /// <summary>The most likely tokens, in falling order; equal ones by id.</summary>
    private int TakeBest(ReadOnlySpan<float> logits)
    {
        int count = options.TopK == 0 ? logits.Length : Math.Min(options.TopK, logits.Length);
        Reserve(count);
        TopTokens.Find(logits, _ids.AsSpan(0, count));
        for (int i = 0; i < count; i++)
        {
            _keys[i] = logits[_ids[i]];
        }

        return count;
    }

    private double Weigh(int count, float best)
    {
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            _weights[i] = PortableMath.Exp(((double)_keys[i] - best) / options.Temperature);
            total += _weights[i];
        }

        return total;
    }

    /// <summary>Number of tokens, from the most likely, that reach the top-p share of the total.</summary>
    private int CutByProbability(int count, ref double total)
    {
        if (options.TopP >= 1)
        {
            return count;
        }

        double reached = 0;
        for (int i = 0; i < count; i++)
        {
            reached += _weights[i];
            if (reached >= options.TopP * total)
            {
                total = reached;
                return i + 1;
            }
        }

        return count;
    }

    private void Reserve(int count)
    {
        if (_ids.Length < count)
        {
            (_ids, _keys, _weights) = (new int[count], new float[count], new double[count]);
        }
    }
}

using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Inference.Transformer;

/// <summary>A llama in double precision, written from its definition and as slowly as that allows.</summary>
internal sealed class ReferenceModel(GgufFile file)
{
    private readonly int _heads = (int)file.Metadata.GetUInt32("llama.attention.head_count");
    private readonly int _keyValueHeads = (int)file.Metadata.GetUInt32("llama.attention.head_count_kv");
    private readonly int _layers = (int)file.Metadata.GetUInt32("llama.block_count");
    private readonly double _epsilon = file.Metadata.GetFloat32("llama.attention.layer_norm_rms_epsilon");
    private readonly double _ropeBase = file.Metadata.GetFloat32("llama.rope.freq_base");
    private readonly double _ropeFactor = file.Metadata.FindFloat32("llama.rope.scaling.factor") ?? 1;
    private readonly Dictionary<string, double[][]> _matrices = [];

    /// <summary>Logits after each token of a sequence.</summary>
    public double[][] Logits(IReadOnlyList<int> tokens)
    {
        double[][] x = [.. tokens.Select(token => (double[])Matrix("token_embd.weight")[token].Clone())];
        for (int i = 0; i < _layers; i++)
        {
            string layer = $"blk.{i}.";
            double[][] y = [.. x.Select(row => Norm(row, layer + "attn_norm.weight"))];
            double[][] q = [.. y.Select((row, p) => Rotate(Apply(layer + "attn_q", row), p, _heads))];
            double[][] k = [.. y.Select((row, p) => Rotate(Apply(layer + "attn_k", row), p, _keyValueHeads))];
            double[][] v = [.. y.Select(row => Apply(layer + "attn_v", row))];
            for (int p = 0; p < x.Length; p++)
            {
                x[p] = Sum(x[p], Apply(layer + "attn_output", Attend(q[p], k, v, p)));
                double[] normalized = Norm(x[p], layer + "ffn_norm.weight");
                double[] gate = Apply(layer + "ffn_gate", normalized);
                double[] up = Apply(layer + "ffn_up", normalized);
                double[] hidden = [.. gate.Select((g, j) => g / (1 + Math.Exp(-g)) * up[j])];
                x[p] = Sum(x[p], Apply(layer + "ffn_down", hidden));
            }
        }

        string output = file.TryGetTensor("output.weight", out _) ? "output" : "token_embd";
        return [.. x.Select(row => AddBias("output", Product(output, Norm(row, "output_norm.weight"))))];
    }

    private double[] Attend(double[] query, double[][] keys, double[][] values, int position)
    {
        int length = query.Length / _heads;
        double[] result = new double[query.Length];
        for (int head = 0; head < _heads; head++)
        {
            int from = head / (_heads / _keyValueHeads) * length;
            double[] weights = new double[position + 1];
            for (int s = 0; s <= position; s++)
            {
                double score = 0;
                for (int e = 0; e < length; e++)
                {
                    score += query[(head * length) + e] * keys[s][from + e];
                }

                weights[s] = Math.Exp(score / Math.Sqrt(length));
            }

            double total = weights.Sum();
            for (int e = 0; e < length; e++)
            {
                result[(head * length) + e] = weights.Select((w, s) => w / total * values[s][from + e]).Sum();
            }
        }

        return result;
    }

    private double[] Rotate(double[] row, int position, int heads)
    {
        int length = row.Length / heads;
        double[]? factors = file.TryGetTensor("rope_freqs.weight", out _) ? Matrix("rope_freqs.weight")[0] : null;
        double[] turned = new double[row.Length];
        for (int i = 0; i < row.Length; i += 2)
        {
            int pair = i % length / 2;
            double theta = position / _ropeFactor * Math.Pow(_ropeBase, -2.0 * pair / length) / (factors?[pair] ?? 1);
            turned[i] = (row[i] * Math.Cos(theta)) - (row[i + 1] * Math.Sin(theta));
            turned[i + 1] = (row[i] * Math.Sin(theta)) + (row[i + 1] * Math.Cos(theta));
        }

        return turned;
    }

    private double[] Norm(double[] row, string weight)
    {
        double scale = 1 / Math.Sqrt(row.Average(value => value * value) + _epsilon);
        return [.. row.Select((value, i) => value * scale * Matrix(weight)[0][i])];
    }

    private double[] Apply(string name, double[] row) => AddBias(name, Product(name, row));

    private double[] Product(string name, double[] row) =>
        [.. Matrix(name + ".weight").Select(weights => weights.Zip(row, (w, value) => w * value).Sum())];

    private double[] AddBias(string name, double[] row) =>
        file.TryGetTensor(name + ".bias", out _) ? Sum(row, Matrix(name + ".bias")[0]) : row;

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];

    private double[][] Matrix(string name)
    {
        if (!_matrices.TryGetValue(name, out double[][]? rows))
        {
            GgufTensor tensor = file.GetTensor(name);
            float[] row = new float[tensor.RowLength];
            rows = new double[tensor.RowCount][];
            for (int i = 0; i < rows.Length; i++)
            {
                TensorFormats.For(tensor).DequantizeScalar(tensor.Rows(i, 1), row);
                rows[i] = Array.ConvertAll(row, value => (double)value);
            }

            _matrices.Add(name, rows);
        }

        return rows;
    }
}

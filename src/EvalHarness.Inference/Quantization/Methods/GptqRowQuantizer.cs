using System.Numerics.Tensors;
using EvalHarness.Inference.Formats;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// GPTQ (Frantar, Ashkboos, Hoefler, Alistarh 2022): columns are quantized one after the other, and what a column loses
/// is made up for by the columns that follow. With H = X Xᵀ + λ I and H⁻¹ = Uᵀ U, column j of a row w becomes
/// q_j = quant(w_j), its scaled error is e = (w_j - q_j) / U_jj, and w_k ← w_k - e U_jk for all k > j.
/// </summary>
/// <param name="format">The format, whose grids are w = s q + m.</param>
/// <param name="factor">U (n × n), in the order in which columns are quantized.</param>
/// <param name="importance">Diagonal of H by column, which the choice of the grids weighs errors with.</param>
/// <param name="order">The columns, first to last; <c>null</c> from left to right.</param>
/// <param name="blockColumns">Columns whose errors are spread to the later ones together.</param>
internal sealed class GptqRowQuantizer(
    GridFormat format, float[] factor, float[] importance, int[]? order, int blockColumns) : RowQuantizer
{
    /// <summary>Rows that share a reading of U.</summary>
    public override int GroupRows => 16;

    public override void Quantize(ReadOnlySpan<float> weights, int rowLength, Span<byte> target)
    {
        int rows = weights.Length / rowLength;
        int rowBytes = target.Length / rows;
        Row[] group = new Row[rows];
        for (int r = 0; r < rows; r++)
        {
            group[r] = new Row(format, weights.Slice(r * rowLength, rowLength), order, rowBytes);
        }

        for (int start = 0; start < rowLength; start += blockColumns)
        {
            int end = Math.Min(start + blockColumns, rowLength);
            foreach (Row row in group)
            {
                QuantizeBlock(row, start, end);
            }

            Spread(group, start, end);
        }

        for (int r = 0; r < rows; r++)
        {
            group[r].Write(target.Slice(r * rowBytes, rowBytes));
        }
    }

    /// <summary>Quantizes some columns; what they lose goes to the later ones among them at once.</summary>
    private void QuantizeBlock(Row row, int start, int end)
    {
        int n = row.Weights.Length;
        for (int j = start; j < end; j++)
        {
            int column = order is null ? j : order[j];
            if (order is null && j % row.UnitLength == 0)
            {
                row.FindGrids(row.Weights, importance, j);
            }

            int grid = column / row.GridLength;
            float scale = row.Scales[grid];
            float minimum = row.Minima[grid];
            float w = row.Weights[j];
            float code = Math.Clamp(
                MathF.Round((w - minimum) * ScaleSearch.Inverse(scale)), format.Lowest, format.Highest);
            row.Codes[column] = (int)code;
            float error = (w - ((scale * code) + minimum)) / factor[(j * n) + j];
            row.Errors[j] = error;
            Span<float> rest = row.Weights.AsSpan(j + 1, end - j - 1);
            TensorPrimitives.MultiplyAdd(factor.AsSpan((j * n) + j + 1, rest.Length), -error, rest, rest);
        }
    }

    /// <summary>What a block of columns lost, to all after it; a row of U serves all rows of the group.</summary>
    private void Spread(Row[] group, int start, int end)
    {
        int n = group[0].Weights.Length;
        for (int j = start; j < end && end < n; j++)
        {
            ReadOnlySpan<float> u = factor.AsSpan((j * n) + end, n - end);
            foreach (Row row in group)
            {
                Span<float> rest = row.Weights.AsSpan(end);
                TensorPrimitives.MultiplyAdd(u, -row.Errors[j], rest, rest);
            }
        }
    }

    /// <summary>One row while it is quantized; its weights lie in the order of quantization.</summary>
    private sealed class Row
    {
        private readonly GridFormat _format;
        private readonly byte[] _bytes;

        public Row(GridFormat format, ReadOnlySpan<float> weights, int[]? order, int rowBytes)
        {
            int n = weights.Length;
            (_format, _bytes) = (format, new byte[rowBytes]);
            UnitLength = format.UnitLength(n);
            GridLength = format.GridLength(n);
            Weights = weights.ToArray();
            Errors = new float[n];
            Codes = new int[n];
            Scales = new float[n / GridLength];
            Minima = new float[n / GridLength];
            for (int at = 0; order is not null && at < n; at += UnitLength)
            {
                FindGrids(Weights, [], at);
            }

            for (int j = 0; order is not null && j < n; j++)
            {
                Weights[j] = weights[order[j]];
            }
        }

        public int UnitLength { get; }

        public int GridLength { get; }

        public float[] Weights { get; }

        public float[] Errors { get; }

        public int[] Codes { get; }

        public float[] Scales { get; }

        public float[] Minima { get; }

        public void FindGrids(ReadOnlySpan<float> weights, ReadOnlySpan<float> importance, int at)
        {
            int grids = UnitLength / GridLength;
            _format.FindGrids(
                weights.Slice(at, UnitLength),
                importance.IsEmpty ? [] : importance.Slice(at, UnitLength),
                Unit(_bytes, at),
                Scales.AsSpan(at / GridLength, grids),
                Minima.AsSpan(at / GridLength, grids));
        }

        public void Write(Span<byte> target)
        {
            _bytes.CopyTo(target);
            for (int at = 0; at < Codes.Length; at += UnitLength)
            {
                _format.WriteCodes(Codes.AsSpan(at, UnitLength), Unit(target, at));
            }
        }

        private Span<byte> Unit(Span<byte> row, int at)
        {
            int bytes = row.Length / (Codes.Length / UnitLength);
            return row.Slice(at / UnitLength * bytes, bytes);
        }
    }
}

using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Onnx.Export;

/// <summary>Moves a GGUF model's weights into a graph, one tensor at a time.</summary>
/// <param name="file">The model.</param>
/// <param name="graph">Receives the weights, and the products with them.</param>
/// <param name="type">How matrices are stored.</param>
/// <param name="isOutline">No weight is read: what is written of them has the right length and means nothing.</param>
internal sealed class OnnxWeights(GgufFile file, OnnxGraph graph, OnnxWeightType type, bool isOutline = false)
{
    private readonly WeightReader _reader = new(file, WeightForm.Expanded);

    /// <summary>A vector's name in the graph.</summary>
    public string Vector(string name, int length) => graph.Weights(name, [length], Rows(name, length, 1));

    /// <summary>The embedding's name in the graph (rows × row length), in single precision.</summary>
    public string Embedding(string name, int rowLength, int rows) =>
        graph.Weights(name + ".rows", [rows, rowLength], Rows(name, rowLength, rows));

    /// <summary>Multiplies by a matrix of the model and adds its bias, where there is one.</summary>
    /// <param name="input">Activations (…, <paramref name="inputs"/>).</param>
    /// <param name="name">The matrix without <c>.weight</c>.</param>
    /// <param name="inputs">Length of its rows.</param>
    /// <param name="outputs">Number of its rows.</param>
    /// <param name="source">From an output to the row that it is taken from; <c>null</c> for the same.</param>
    /// <param name="tensor">The tensor that holds the matrix when it is not the matrix's own.</param>
    /// <returns>Name of the product (…, <paramref name="outputs"/>).</returns>
    public string Linear(
        string input, string name, int inputs, int outputs, Func<int, int>? source = null, string? tensor = null)
    {
        float[] rows = Rows(tensor ?? name + ".weight", inputs, outputs, source);
        string product = type == OnnxWeightType.Float32
            ? graph.Node("MatMul", [input, Transposed(name, rows, inputs, outputs)])
            : Blocks(input, name, rows, inputs, outputs);
        return file.TryGetTensor(name + ".bias", out _)
            ? graph.Node("Add", [product, graph.Weights(
                name + ".bias", [outputs], Reordered(Rows(name + ".bias", outputs, 1), source))])
            : product;
    }

    private string Transposed(string name, float[] rows, int inputs, int outputs)
    {
        float[] columns = isOutline ? rows : new float[rows.Length];
        for (int output = 0; output < outputs && !isOutline; output++)
        {
            for (int i = 0; i < inputs; i++)
            {
                columns[((long)i * outputs) + output] = rows[((long)output * inputs) + i];
            }
        }

        return graph.Weights(name + ".weight", [inputs, outputs], columns);
    }

    private string Blocks(string input, string name, float[] rows, int inputs, int outputs)
    {
        int bits = type == OnnxWeightType.Int4 ? 4 : 8;
        int blocks = (inputs + BlockCodes.BlockLength - 1) / BlockCodes.BlockLength;
        int rowBytes = blocks * BlockCodes.BytesPerBlock(bits);
        byte[] codes = new byte[checked(outputs * rowBytes)];
        float[] scales = new float[checked(outputs * blocks)];
        for (int output = 0; output < outputs; output++)
        {
            BlockCodes.Encode(
                rows.AsSpan(output * inputs, inputs),
                bits,
                codes.AsSpan(output * rowBytes, rowBytes),
                scales.AsSpan(output * blocks, blocks));
        }

        string codesName = graph.Weights(
            name + ".codes", OnnxElementType.UInt8, [outputs, blocks, BlockCodes.BytesPerBlock(bits)], codes);
        string product = name + ".product";
        graph.AddNode(
            "MatMulNBits",
            OnnxGraph.RuntimeDomain,
            [input, codesName, graph.Weights(name + ".scales", [outputs * blocks], scales)],
            [product],
            [
                OnnxAttribute.Integer("K", inputs),
                OnnxAttribute.Integer("N", outputs),
                OnnxAttribute.Integer("bits", bits),
                OnnxAttribute.Integer("block_size", BlockCodes.BlockLength),
            ]);
        return product;
    }

    private float[] Rows(string name, int rowLength, int rows, Func<int, int>? source = null)
    {
        GgufTensor tensor = _reader.Tensor(name, rowLength, rows);
        float[] values = GC.AllocateUninitializedArray<float>(checked(rowLength * rows));
        for (int row = 0; row < rows && !isOutline; row++)
        {
            TensorRows.Read(tensor, source?.Invoke(row) ?? row, values.AsSpan(row * rowLength, rowLength));
        }

        return values;
    }

    private static float[] Reordered(float[] values, Func<int, int>? source) =>
        source is null ? values : [.. values.Select((_, i) => values[source(i)])];
}

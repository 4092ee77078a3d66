using EvalHarness.Onnx;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Onnx.Quantization;

public sealed class OnnxWeightSizeTests : IDisposable
{
    private const int Float = 1;
    private const int Bytes = 2;
    private const int Int64 = 7;
    private const int Int4 = 22;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void BlocksCountWithTheirScalesAndZeroPointsAndTablesOfAnglesDoNot()
    {
        // 40 × 3 weights in blocks of 32 of 4 bits: 2 blocks per output, of which the second holds 8 weights and is
        // stored whole. 3 · 2 · 16 = 96 bytes of codes, 6 · 4 = 24 of scales, 3 · 1 = 3 of zero points; a norm
        // of 40 weights in 160 bytes. 283 bytes for 160 weights.
        double? bits = Inspect(graph =>
        {
            Node(graph, "MatMulNBits", ["x", "codes", "scales", "zeros"], ("K", 40), ("N", 3), ("bits", 4));
            Tensor(graph, "codes", Bytes, [3, 2, 16], 96);
            Tensor(graph, "scales", Float, [6], 24);
            Tensor(graph, "zeros", Bytes, [3], 3);
            Tensor(graph, "norm", Float, [40], 160);
            Tensor(graph, "rope_cosines", Float, [64, 16], 64 * 16 * 4);
            Tensor(graph, "shape", Int64, [4], 32);
            Tensor(graph, "epsilon", Float, [], 4);
        });
        Assert.Equal(8.0 * 283 / 160, bits!.Value, 1e-12);
    }

    [Fact]
    public void WeightsThatAreExpandedAtRunTimeCountAsTheyAreStored()
    {
        // 6 × 10 nibbles in 30 bytes, 6 scales in 24: 54 bytes for 60 weights.
        double? bits = Inspect(graph =>
        {
            Node(graph, "DequantizeLinear", ["codes", "scales"]);
            Tensor(graph, "codes", Int4, [6, 10], 30);
            Tensor(graph, "scales", Float, [6], 24);
        });
        Assert.Equal(7.2, bits!.Value, 1e-12);
    }

    [Fact]
    public void WhatIsNotKnownIsNoNumber()
    {
        Assert.Null(Inspect(graph => Tensor(graph, "shape", Int64, [4], 32)));
        Assert.Null(Inspect(graph =>
        {
            Node(graph, "MatMulNBits", ["x", "codes", "scales"], ("bits", 4));
            Tensor(graph, "codes", Bytes, [3, 2, 16], 96);
            Tensor(graph, "scales", Float, [6], 24);
        }));
    }

    private double? Inspect(Action<ProtobufWriter> graph)
    {
        ProtobufWriter model = new();
        model.Message(OnnxFields.ModelGraph, graph);
        File.WriteAllBytes(_folder.File("model.onnx"), model.Written.ToArray());
        File.WriteAllText(
            _folder.File("genai_config.json"),
            """
            {"model": {"type": "llama", "vocab_size": 3, "context_length": 8, "decoder": {"filename": "model.onnx"}}}
            """);
        return GenAIInspection.Read(_folder.Path).BitsPerWeight;
    }

    private static void Node(
        ProtobufWriter graph, string operation, string[] inputs, params (string Name, int Value)[] attributes) =>
        graph.Message(OnnxFields.GraphNode, node =>
        {
            foreach (string input in inputs)
            {
                node.Text(OnnxFields.NodeInput, input);
            }

            node.Text(OnnxFields.NodeOperation, operation);
            foreach ((string name, int value) in attributes)
            {
                node.Message(OnnxFields.NodeAttribute, attribute =>
                {
                    attribute.Text(OnnxFields.AttributeName, name);
                    attribute.Integer(OnnxFields.AttributeInteger, value);
                    attribute.Integer(OnnxFields.AttributeKind, 2);
                });
            }
        });

    private static void Tensor(ProtobufWriter graph, string name, int type, long[] dimensions, int bytes) =>
        graph.Message(OnnxFields.GraphTensor, tensor =>
        {
            foreach (long dimension in dimensions)
            {
                tensor.Integer(OnnxFields.TensorDimension, dimension);
            }

            tensor.Integer(OnnxFields.TensorElementType, type);
            tensor.Text(OnnxFields.TensorName, name);
            tensor.Bytes(OnnxFields.TensorBytes, new byte[bytes]);
        });
}

using System.Runtime.InteropServices;
using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Onnx.Quantization;

namespace EvalHarness.Tests.Testing;

/// <summary>Reads a model folder as a runtime would.</summary>
internal sealed class OnnxFolder : IDisposable
{
    private readonly ProtobufFile _file;
    private readonly OnnxWeightSource _source;

    public OnnxFolder(string path)
    {
        _file = ProtobufFile.Open(System.IO.Path.Combine(path, "model.onnx"));
        _source = new OnnxWeightSource(_file, path);
        Model = new OnnxModelReader(_file).Read();
    }

    public OnnxModel Model { get; }

    /// <summary>The products with quantized matrices.</summary>
    public IReadOnlyList<OnnxNode> Products => [.. Model.Nodes.Where(node => node.Operation == "MatMulNBits")];

    /// <summary>A tensor's bytes.</summary>
    public byte[] BytesOf(string name)
    {
        OnnxBytes bytes = _source.BytesOf(Model.Tensors[name]);
        byte[] target = new byte[bytes.Length];
        bytes.Read(0, target);
        return target;
    }

    /// <summary>A field's bytes.</summary>
    public byte[] BytesOf(ProtobufField field) => _file.BytesOf(field.Start, (int)field.Length);

    /// <summary>The attributes of a node, whole numbers all.</summary>
    public Dictionary<string, long> AttributesOf(OnnxNode node) => _file.FieldsOf(node.Field)
        .Where(field => field.Number == OnnxFields.NodeAttribute)
        .ToDictionary(
            attribute => _file.TextOf(_file.FieldsOf(attribute).First(field => field.Number == 1)),
            attribute => _file.NumberOf(_file.FieldsOf(attribute).First(field => field.Number == 3)));

    /// <summary>The weights of a product (inputs, outputs), by the operator's definition.</summary>
    public float[] WeightsOf(OnnxNode product)
    {
        Dictionary<string, long> attributes = AttributesOf(product);
        (int inputs, int outputs) = ((int)attributes["K"], (int)attributes["N"]);
        (int bits, int length) = ((int)attributes["bits"], (int)attributes["block_size"]);
        int blocks = (inputs + length - 1) / length;
        byte[] codes = BytesOf(product.Inputs[1]);
        float[] scales = Numbers(product.Inputs[2]);
        float[] zeros = product.Inputs.Count < 4
            ? [.. Enumerable.Repeat((float)(1 << (bits - 1)), scales.Length)]
            : ZeroPoints(product.Inputs[3], bits, blocks, outputs);
        float[] weights = new float[inputs * outputs];
        for (int i = 0; i < weights.Length; i++)
        {
            (int input, int output) = (i / outputs, i % outputs);
            int block = (output * blocks) + (input / length);
            weights[i] = (Code(codes, (block * length) + (input % length), bits) - zeros[block]) * scales[block];
        }

        return weights;
    }

    public void Dispose()
    {
        _source.Dispose();
        _file.Dispose();
    }

    private float[] ZeroPoints(string name, int bits, int blocks, int outputs)
    {
        if (Model.Tensors[name].ElementType != (long)OnnxElementType.UInt8)
        {
            return Numbers(name);
        }

        byte[] bytes = BytesOf(name);
        int rowCodes = bytes.Length / outputs * 8 / bits;
        return [.. Enumerable.Range(0, outputs * blocks)
            .Select(block => (float)Code(bytes, (block / blocks * rowCodes) + (block % blocks), bits))];
    }

    private float[] Numbers(string name) => Model.Tensors[name].ElementType == (long)OnnxElementType.Float16
        ? [.. MemoryMarshal.Cast<byte, Half>(BytesOf(name)).ToArray().Select(half => (float)half)]
        : MemoryMarshal.Cast<byte, float>(BytesOf(name)).ToArray();

    private static int Code(byte[] codes, int i, int bits) =>
        bits == 8 ? codes[i] : (codes[i / 2] >> (4 * (i % 2))) & 15;
}

using System.Runtime.InteropServices;
using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Export;

/// <summary>A graph of operators that is built node by node and then written as an ONNX model.</summary>
/// <remarks>
/// Large weights go to a second file as they come, so that no more than one of them is in memory. Field numbers are
/// those of ONNX's protocol, IR version 8, operator set 17.
/// </remarks>
/// <param name="data">Receives the weights.</param>
/// <param name="dataFileName">Name of the file that <paramref name="data"/> writes, beside the model.</param>
internal sealed class OnnxGraph(Stream data, string dataFileName)
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string RuntimeDomain = "com.microsoft";

    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const int Alignment = 64;

    private readonly ProtobufWriter _graph = new();
    private readonly ProtobufWriter _ends = new();
    private int _nodes;

    /// <summary>Declares an input.</summary>
    public void Input(string name, OnnxElementType type, params ReadOnlySpan<object> shape) =>
        Declare(11, name, type, shape.ToArray());

    /// <summary>Declares an output.</summary>
    public void Output(string name, OnnxElementType type, params ReadOnlySpan<object> shape) =>
        Declare(12, name, type, shape.ToArray());

    /// <summary>Adds an operator of one output and gives the output's name.</summary>
    public string Node(string operation, ReadOnlySpan<string> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        NamedNode(operation, $"{operation}_{_nodes}", inputs, attributes);

    /// <summary>Adds an operator whose one output has a given name, and gives it back.</summary>
    public string NamedNode(
        string operation,
        string output,
        ReadOnlySpan<string> inputs,
        params ReadOnlySpan<OnnxAttribute> attributes)
    {
        AddNode(operation, "", inputs, [output], attributes);
        return output;
    }

    /// <summary>Adds an operator.</summary>
    public void AddNode(
        string operation,
        string domain,
        ReadOnlySpan<string> inputs,
        ReadOnlySpan<string> outputs,
        ReadOnlySpan<OnnxAttribute> attributes)
    {
        ProtobufWriter node = new();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        foreach (string output in outputs)
        {
            node.Text(2, output);
        }

        node.Text(3, $"n{_nodes++}_{operation}");
        node.Text(4, operation);
        foreach (OnnxAttribute attribute in attributes)
        {
            node.Message(5, attribute.Write);
        }

        if (domain.Length > 0)
        {
            node.Text(7, domain);
        }

        _graph.Bytes(1, node.Written);
    }

    /// <summary>Adds a constant of whole numbers and gives its name.</summary>
    /// <param name="name">Name.</param>
    /// <param name="values">The values.</param>
    /// <param name="isScalar">The constant is a single value without a dimension.</param>
    public string Integers(string name, ReadOnlySpan<long> values, bool isScalar = false)
    {
        long[] copy = values.ToArray();
        Tensor(name, OnnxElementType.Int64, isScalar ? [] : [values.Length], tensor =>
            tensor.Bytes(9, MemoryMarshal.AsBytes<long>(copy)));
        return name;
    }

    /// <summary>Adds a constant of a single number and gives its name.</summary>
    public string Number(string name, float value)
    {
        Tensor(name, OnnxElementType.Float32, [], tensor => tensor.Bytes(9, BitConverter.GetBytes(value)));
        return name;
    }

    /// <summary>Adds weights, which go to the second file, and gives their name.</summary>
    public string Weights(string name, OnnxElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        data.Write(new byte[(int)(-data.Position & (Alignment - 1))]);
        (long offset, long length) = (data.Position, bytes.Length);
        data.Write(bytes);
        Tensor(name, type, shape.ToArray(), tensor =>
        {
            Entry(tensor, "location", dataFileName);
            Entry(tensor, "offset", FormattableString.Invariant($"{offset}"));
            Entry(tensor, "length", FormattableString.Invariant($"{length}"));
            tensor.Integer(14, 1);
        });
        return name;
    }

    /// <summary>Adds weights in single precision, which go to the second file, and gives their name.</summary>
    public string Weights(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        Weights(name, OnnxElementType.Float32, shape, MemoryMarshal.AsBytes(values));

    /// <summary>Writes the model, which refers to the second file.</summary>
    /// <param name="target">Receives the model.</param>
    /// <param name="name">Name of the graph.</param>
    public void WriteTo(Stream target, string name)
    {
        ProtobufWriter graph = new();
        graph.Text(2, name);
        ProtobufWriter model = new();
        model.Integer(1, IrVersion);
        model.Text(2, "evalharness");
        model.Bytes(7, [.. _graph.Written, .. _ends.Written, .. graph.Written]);
        foreach ((string domain, int version) in new[] { ("", OperatorSet), (RuntimeDomain, 1) })
        {
            model.Message(8, set =>
            {
                set.Text(1, domain);
                set.Integer(2, version);
            });
        }

        target.Write(model.Written);
    }

    private void Tensor(string name, OnnxElementType type, long[] shape, Action<ProtobufWriter> writeValues) =>
        _graph.Message(5, tensor =>
        {
            foreach (long dimension in shape)
            {
                tensor.Integer(1, dimension);
            }

            tensor.Integer(2, (int)type);
            tensor.Text(8, name);
            writeValues(tensor);
        });

    private static void Entry(ProtobufWriter tensor, string key, string value) => tensor.Message(13, entry =>
    {
        entry.Text(1, key);
        entry.Text(2, value);
    });

    // A dimension is a number, or the name of one that is known when the model runs.
    private void Declare(int field, string name, OnnxElementType type, object[] shape) => _ends.Message(field, value =>
    {
        value.Text(1, name);
        value.Message(2, kind => kind.Message(1, tensor =>
        {
            tensor.Integer(1, (int)type);
            tensor.Message(2, dimensions =>
            {
                foreach (object dimension in shape)
                {
                    dimensions.Message(1, message =>
                    {
                        if (dimension is string symbol)
                        {
                            message.Text(2, symbol);
                        }
                        else
                        {
                            message.Integer(1, (int)dimension);
                        }
                    });
                }
            });
        }));
    });
}

using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>
/// Writes a model with some of its matrices quantized. What is not concerned is copied byte by byte, known or not.
/// </summary>
/// <param name="file">The model as it was.</param>
/// <param name="model">What it is made of.</param>
/// <param name="dataFileName">Name of the new file of weights, beside the model.</param>
internal sealed class OnnxModelWriter(ProtobufFile file, OnnxModel model, string dataFileName)
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    private const string RuntimeDomain = "com.microsoft";

    // What an attribute's kind says of a whole number.
    private const int IntegerKind = 2;

    // Either new bytes or a part of the old file.
    private readonly List<(byte[] New, long Start, long Length)> _graph = [];

    /// <summary>Writes the model.</summary>
    /// <param name="target">Receives it.</param>
    /// <param name="matrices">The quantized matrices, with the tensors that stand for them now.</param>
    /// <param name="moved">Tensors that lie in the new file of weights now, by name: where, and how long.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void Write(
        Stream target,
        IReadOnlyList<(OnnxMatrix Matrix, IReadOnlyList<OnnxPart> Parts)> matrices,
        IReadOnlyDictionary<string, (long Offset, long Length)> moved,
        CancellationToken cancellationToken)
    {
        AddGraph(matrices, moved);
        foreach (ProtobufField field in model.Fields)
        {
            if (field == model.Graph)
            {
                ProtobufWriter head = new();
                head.Begin(OnnxFields.ModelGraph, _graph.Sum(part => part.New.Length + part.Length));
                target.Write(head.Written);
                foreach ((byte[] fresh, long start, long length) in _graph)
                {
                    target.Write(fresh);
                    new OnnxBytes(file.Handle, start, length).CopyTo(target, cancellationToken);
                }
            }
            else
            {
                new OnnxBytes(file.Handle, field.Start, field.Length).CopyTo(target, cancellationToken);
            }
        }

        if (!model.Domains.Contains(RuntimeDomain))
        {
            ProtobufWriter import = new();
            import.Message(OnnxFields.ModelOperatorSet, set =>
            {
                set.Text(OnnxFields.OperatorSetDomain, RuntimeDomain);
                set.Integer(OnnxFields.OperatorSetVersion, 1);
            });
            target.Write(import.Written);
        }
    }

    private void AddGraph(
        IReadOnlyList<(OnnxMatrix Matrix, IReadOnlyList<OnnxPart> Parts)> matrices,
        IReadOnlyDictionary<string, (long Offset, long Length)> moved)
    {
        Dictionary<long, OnnxTensor> tensors = model.Tensors.Values.ToDictionary(tensor => tensor.Field.Start);
        Dictionary<string, (OnnxMatrix Matrix, IReadOnlyList<OnnxPart> Parts)> made =
            matrices.ToDictionary(matrix => matrix.Matrix.Tensor.Name, StringComparer.Ordinal);
        Dictionary<long, (OnnxNode Node, OnnxMatrix Matrix, IReadOnlyList<OnnxPart> Parts)> products = matrices
            .SelectMany(made => made.Matrix.Nodes.Select(node => (node, made.Matrix, made.Parts)))
            .ToDictionary(product => product.node.Field.Start);
        foreach (ProtobufField field in model.GraphFields)
        {
            if (products.TryGetValue(field.Start, out var product))
            {
                Add(OnnxFields.GraphNode, node => WriteProduct(node, product.Node, product.Matrix, product.Parts));
                continue;
            }

            string? name = tensors.GetValueOrDefault(field.Start)?.Name;
            bool isMade = name is not null && made.ContainsKey(name);
            if (name is not null && moved.TryGetValue(name, out (long Offset, long Length) place))
            {
                Add(OnnxFields.GraphTensor, tensor => WriteMoved(tensor, field, place));
            }
            else if (!isMade || made[name!].Matrix.OtherUse is not null)
            {
                _graph.Add(([], field.Start, field.Length));
            }

            foreach (OnnxPart part in isMade ? made[name!].Parts : [])
            {
                Add(OnnxFields.GraphTensor, tensor => part.Write(tensor, dataFileName));
            }
        }
    }

    private void Add(int number, Action<ProtobufWriter> write)
    {
        ProtobufWriter field = new();
        field.Message(number, write);
        _graph.Add((field.Written.ToArray(), 0, 0));
    }

    private void WriteProduct(ProtobufWriter product, OnnxNode node, OnnxMatrix matrix, IReadOnlyList<OnnxPart> parts)
    {
        CopyFields(product, node.Field, OnnxFields.NodeInput, OnnxFields.NodeOperation, OnnxFields.NodeDomain);
        foreach (string input in parts.Select(part => part.Name).Prepend(node.Inputs[0]))
        {
            product.Text(OnnxFields.NodeInput, input);
        }

        product.Text(OnnxFields.NodeOperation, "MatMulNBits");
        product.Text(OnnxFields.NodeDomain, RuntimeDomain);
        Set("K", matrix.Inputs);
        Set("N", matrix.Outputs);
        Set("bits", matrix.Type.Bits);
        Set("block_size", matrix.Type.BlockLength);

        void Set(string name, int value) => product.Message(OnnxFields.NodeAttribute, attribute =>
        {
            attribute.Text(OnnxFields.AttributeName, name);
            attribute.Integer(OnnxFields.AttributeInteger, value);
            attribute.Integer(OnnxFields.AttributeKind, IntegerKind);
        });
    }

    // What the model says of its bytes beside their place, such as a checksum, stays.
    private void WriteMoved(ProtobufWriter tensor, ProtobufField old, (long Offset, long Length) place)
    {
        CopyFields(tensor, old, OnnxFields.TensorExternalData);
        OnnxPart.WritePlace(tensor, dataFileName, place.Offset, place.Length);
        foreach (ProtobufField entry in file.FieldsOf(old, OnnxFields.TensorExternalData))
        {
            if (file.TextOf(entry, OnnxFields.EntryKey) is not ("location" or "offset" or "length"))
            {
                tensor.Raw(file.BytesOf(entry.Start, (int)entry.Length));
            }
        }
    }

    private void CopyFields(ProtobufWriter target, ProtobufField message, params ReadOnlySpan<int> except)
    {
        foreach (ProtobufField field in file.FieldsOf(message))
        {
            if (!except.Contains(field.Number))
            {
                target.Raw(file.BytesOf(field.Start, (int)field.Length));
            }
        }
    }
}

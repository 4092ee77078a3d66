using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Reads what an ONNX model is made of, without its weights.</summary>
/// <param name="file">The model.</param>
internal sealed class OnnxModelReader(ProtobufFile file)
{
    private const int DeepestGraph = 32;

    private readonly OnnxTensorReader _tensorReader = new(file);
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxTensor> _tensors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _domains = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _otherUses = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nestedLocations = new(StringComparer.Ordinal);

    /// <summary>Reads the model.</summary>
    /// <exception cref="InvalidInputException">It is damaged, or no ONNX model.</exception>
    public OnnxModel Read()
    {
        ProtobufField[] fields = [.. file.FieldsOf(file.Root)];
        ProtobufField[] graphs = [.. fields.Where(field => field.Number == OnnxFields.ModelGraph)];
        if (graphs.Length != 1)
        {
            throw file.Broken(
                0, FormattableString.Invariant($"{graphs.Length} graphs"), "an ONNX model with one graph");
        }

        ProtobufField[] graphFields = [.. file.FieldsOf(graphs[0])];
        Array.ForEach(graphFields, ReadGraphField);
        foreach (ProtobufField field in fields)
        {
            ReadModelField(field);
        }

        return new OnnxModel(
            fields, graphs[0], graphFields, _nodes, _tensors, _domains, _inputs, _otherUses, _nestedLocations);
    }

    private void ReadModelField(ProtobufField field)
    {
        if (field.Number == OnnxFields.ModelOperatorSet)
        {
            _domains.Add(file.TextOf(field, OnnxFields.OperatorSetDomain));
        }
        else if (field.Number == OnnxFields.ModelFunction)
        {
            foreach (ProtobufField node in file.FieldsOf(field, OnnxFields.FunctionNode))
            {
                ReadAttributes(node, 0);
            }
        }
        else if (field.Number == OnnxFields.ModelTraining)
        {
            // Its first two fields are graphs.
            foreach (ProtobufField graph in file.FieldsOf(field).Where(part => part.Number <= 2))
            {
                ReadNestedGraph(graph, 0);
            }
        }
    }

    private void ReadGraphField(ProtobufField field)
    {
        switch (field.Number)
        {
            case OnnxFields.GraphNode:
                _nodes.Add(ReadNode(field));
                ReadAttributes(field, 0);
                break;
            case OnnxFields.GraphTensor:
                OnnxTensor tensor = _tensorReader.Read(field);
                if (!_tensors.TryAdd(tensor.Name, tensor))
                {
                    throw file.Broken(
                        field.Start, $"duplicate tensor \"{tensor.Name}\"", "unique names");
                }

                break;
            case OnnxFields.GraphInput:
                _inputs.Add(file.TextOf(field, OnnxFields.ValueName));
                break;
            default:
                ReadOtherUse(field, 0);
                break;
        }
    }

    private OnnxNode ReadNode(ProtobufField node)
    {
        (string name, string operation, string domain, List<string> inputs) = ("", "", "", []);
        foreach (ProtobufField field in file.FieldsOf(node))
        {
            switch (field.Number)
            {
                case OnnxFields.NodeInput:
                    inputs.Add(file.TextOf(field));
                    break;
                case OnnxFields.NodeName:
                    name = file.TextOf(field);
                    break;
                case OnnxFields.NodeOperation:
                    operation = file.TextOf(field);
                    break;
                case OnnxFields.NodeDomain:
                    domain = file.TextOf(field);
                    break;
                default:
                    break;
            }
        }

        return new OnnxNode(node, name, operation, domain, inputs);
    }

    private void ReadAttributes(ProtobufField node, int depth)
    {
        foreach (ProtobufField attribute in file.FieldsOf(node, OnnxFields.NodeAttribute))
        {
            foreach (ProtobufField field in file.FieldsOf(attribute))
            {
                switch (field.Number)
                {
                    case OnnxFields.AttributeTensor or OnnxFields.AttributeTensors:
                        NoteLocation(field);
                        break;
                    case OnnxFields.AttributeSparseTensor or OnnxFields.AttributeSparseTensors:
                        ReadSparseTensor(field);
                        break;
                    case OnnxFields.AttributeGraph or OnnxFields.AttributeGraphs:
                        ReadNestedGraph(field, depth + 1);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    // A graph within a graph sees the names of the outer one.
    private void ReadNestedGraph(ProtobufField graph, int depth)
    {
        if (depth > DeepestGraph)
        {
            throw file.Broken(
                graph.Start, "a graph within too many others",
                FormattableString.Invariant($"at most {DeepestGraph} within one another"));
        }

        foreach (ProtobufField field in file.FieldsOf(graph))
        {
            switch (field.Number)
            {
                case OnnxFields.GraphNode:
                    foreach (ProtobufField input in file.FieldsOf(field, OnnxFields.NodeInput))
                    {
                        _otherUses.TryAdd(file.TextOf(input), "a graph within the graph");
                    }

                    ReadAttributes(field, depth);
                    break;
                case OnnxFields.GraphTensor:
                    NoteLocation(field);
                    break;
                default:
                    ReadOtherUse(field, depth);
                    break;
            }
        }
    }

    private void ReadOtherUse(ProtobufField field, int depth)
    {
        switch (field.Number)
        {
            case OnnxFields.GraphOutput:
                _otherUses.TryAdd(
                    file.TextOf(field, OnnxFields.ValueName),
                    depth == 0 ? "an output of the graph" : "a graph within the graph");
                break;
            case OnnxFields.GraphAnnotation:
                _otherUses.TryAdd(file.TextOf(field, OnnxFields.ValueName), "an annotation");
                foreach (ProtobufField entry in file.FieldsOf(field, OnnxFields.EntryValue))
                {
                    _otherUses.TryAdd(file.TextOf(entry, OnnxFields.EntryValue), "an annotation");
                }

                break;
            case OnnxFields.GraphSparseTensor:
                ReadSparseTensor(field);
                break;
            default:
                break;
        }
    }

    // Its first two fields are tensors: values and where they stand.
    private void ReadSparseTensor(ProtobufField sparse)
    {
        foreach (ProtobufField tensor in file.FieldsOf(sparse).Where(part => part.Number <= 2))
        {
            NoteLocation(tensor);
        }
    }

    private void NoteLocation(ProtobufField tensor)
    {
        if (_tensorReader.Read(tensor).External is { } external)
        {
            _nestedLocations.Add(external.Location);
        }
    }
}

using System.Runtime.InteropServices;
using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Tests.Testing;

/// <summary>Builds a model folder with one product y = x w, and can be wrong in one chosen place.</summary>
internal sealed record TinyOnnx
{
    public int Inputs { get; init; } = 40;

    public int Outputs { get; init; } = 6;

    public bool InHalves { get; init; }

    /// <summary>Where the weights lie: <c>raw</c> or <c>floats</c> in the model, or in <c>file</c>.</summary>
    public string Place { get; init; } = "raw";

    /// <summary>What the model says of the weights' file.</summary>
    public (string Key, string Value)[] Entries { get; init; } = [("location", "w.bin")];

    /// <summary>What the model says of the weights' dimensions; <c>null</c> for the truth.</summary>
    public long[]? Dimensions { get; init; }

    /// <summary>Adds to the graph.</summary>
    public Action<ProtobufWriter>? AddToGraph { get; init; }

    /// <summary>Adds to the model.</summary>
    public Action<ProtobufWriter>? AddToModel { get; init; }

    /// <summary>The weights (inputs, outputs).</summary>
    public float[] Weights { get; init; } = [];

    /// <summary>Writes the folder and returns its path.</summary>
    public string WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "genai_config.json"), """{ "model": { "decoder": { "filename": "model.onnx" } } }""");
        byte[] weights = Encode(Values());
        if (Place == "file")
        {
            File.WriteAllBytes(Path.Combine(folder, "w.bin"), weights);
        }

        ProtobufWriter model = new();
        model.Integer(1, 8);
        model.Message(7, graph =>
        {
            graph.Message(1, node => WriteNode(node, "product", "MatMul", "x", "w.weight"));
            graph.Message(5, tensor => WriteWeights(tensor, weights));
            AddToGraph?.Invoke(graph);
        });
        model.Message(8, set => set.Integer(2, 17));
        AddToModel?.Invoke(model);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model.Written.ToArray());
        return folder;
    }

    /// <summary>The weights that are written.</summary>
    public float[] Values()
    {
        Random random = new(1);
        return Weights.Length > 0 ? Weights : [.. Enumerable.Range(0, Inputs * Outputs)
            .Select(_ => (float)Laws.Normal(random))
            .Select(weight => InHalves ? (float)(Half)weight : weight)];
    }

    /// <summary>Writes a node of one output, named after it.</summary>
    public static void WriteNode(ProtobufWriter node, string name, string operation, params string[] inputs)
    {
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, name + ".out");
        node.Text(3, name);
        node.Text(4, operation);
    }

    private byte[] Encode(float[] values) => InHalves
        ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray()
        : MemoryMarshal.AsBytes<float>(values).ToArray();

    private void WriteWeights(ProtobufWriter tensor, byte[] weights)
    {
        foreach (long dimension in Dimensions ?? [Inputs, Outputs])
        {
            tensor.Integer(1, dimension);
        }

        tensor.Integer(2, InHalves ? 10 : 1);
        tensor.Text(8, "w.weight");
        if (Place != "file")
        {
            tensor.Bytes(Place == "raw" ? 9 : 4, weights);
            return;
        }

        foreach ((string key, string value) in Entries)
        {
            tensor.Message(13, entry =>
            {
                entry.Text(1, key);
                entry.Text(2, value);
            });
        }

        tensor.Integer(14, 1);
    }
}

using EvalHarness.Inference;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Transformer;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>
/// What a configuration asks of the engine beside the weights, and how that becomes part of what the model is: it
/// changes the answers, so it changes the identity.
/// </summary>
internal static class GgufRunOptions
{
    /// <summary>How a configured model is loaded.</summary>
    public static EngineOptions From(ModelConfiguration model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new EngineOptions
        {
            KeyValueType = Enum.Parse<TensorType>(model.KvCache ?? "f32", ignoreCase: true),
            Int8Activations = model.Activations == "int8",
            AdapterPath = model.Adapter,
            ContextLength = model.Context,
        };
    }

    /// <summary>What is run beside the weights, in words; empty for nothing.</summary>
    public static string Describe(EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> parts = [];
        if (options.AdapterPath is { } adapter)
        {
            parts.Add($"the adapter {adapter}");
        }

        parts.AddRange(DescribeTypes(options));
        return string.Join(", ", parts);
    }

    /// <summary>An identity of weights alone, extended by what is run beside them.</summary>
    /// <exception cref="InvalidInputException">The adapter cannot be read, or is not for the weights.</exception>
    internal static async Task<ModelIdentity> ExtendAsync(
        ModelIdentity weights, string path, EngineOptions options, CancellationToken cancellationToken)
    {
        List<string> parts = [$"weights {weights.Sha256}"];
        string description = "";
        long bytes = 0;
        if (options.AdapterPath is { } adapter)
        {
            (string about, bytes) = DescribeAdapter(path, adapter);
            description += about;
            parts.Add($"adapter {(await WeightsHash.ReadAsync(adapter, cancellationToken)).Sha256}");
        }

        foreach (string type in DescribeTypes(options))
        {
            description += ", " + type;
            parts.Add(type);
        }

        return parts.Count == 1 ? weights : weights with
        {
            Sha256 = ModelIdentity.HashOf(parts),
            Description = weights.Description + description,
            FileBytes = weights.FileBytes + bytes,
        };
    }

    private static IEnumerable<string> DescribeTypes(EngineOptions options)
    {
        if (options.KeyValueType != TensorType.F32)
        {
            yield return $"keys and values in {TensorFormat.NameOf(options.KeyValueType)}";
        }

        if (options.Int8Activations)
        {
            yield return "activations in int8";
        }

        if (options.ContextLength is { } context)
        {
            yield return FormattableString.Invariant($"a context of {context}");
        }
    }

    private static (string About, long Bytes) DescribeAdapter(string path, string adapter)
    {
        GgufModelFile.Open(adapter).Dispose();
        return GgufModelFile.Read(path, file =>
        {
            using LowRankAdapter opened = LowRankAdapter.Open(adapter, file);
            string name = opened.Name ?? Path.GetFileName(adapter);
            return (FormattableString.Invariant(
                $", adapter {name} of rank {opened.Rank} on {opened.TargetCount} matrices"), opened.FileBytes);
        });
    }
}

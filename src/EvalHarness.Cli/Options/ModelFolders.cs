using EvalHarness.Onnx;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using Microsoft.Extensions.AI;

namespace EvalHarness.Cli.Options;

/// <summary>Model folders of ONNX Runtime GenAI, which commands take where they take a GGUF file.</summary>
internal static class ModelFolders
{
    /// <summary>What commands say that they take.</summary>
    public const string Meaning = "GGUF model or ONNX Runtime GenAI folder.";

    /// <summary>A path is that of a folder.</summary>
    public static bool Is(string path) => Directory.Exists(path);

    /// <summary>Loads a folder; the caller disposes the model.</summary>
    /// <exception cref="InvalidInputException">It is no model folder, or the runtime refuses it.</exception>
    public static Task<LoadedModel> LoadAsync(string path, CancellationToken cancellationToken)
    {
        OnnxGenAIProvider provider = new();
        return provider.LoadAsync(
            ModelSource.FromFile(provider.Name, path),
            new ModelIdentity { Sha256 = "", WeightsPath = path },
            cancellationToken);
    }

    /// <summary>Tokens and logits of a loaded folder.</summary>
    public static ILogitsModel LogitsOf(LoadedModel model) => model.Client.GetRequiredService<ILogitsModel>();

    /// <summary>Refuses options of the embedded engine beside a folder.</summary>
    /// <exception cref="InvalidInputException">There is one.</exception>
    public static void RequireNoEngineOptions(string path, Inference.EngineOptions options)
    {
        if (GgufRunOptions.Describe(options) is { Length: > 0 } beside)
        {
            throw new InvalidInputException(
                path, $"{beside} for a model folder", "a GGUF model", "Remove the option.");
        }
    }
}

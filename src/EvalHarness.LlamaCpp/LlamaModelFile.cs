using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Pipeline.Models.Gguf;
using LLama.Exceptions;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// GGUF files for llama.cpp, whose checks end the process at times: a file is first read by our reader, which checks
/// every length and offset, and then for the numbers that llama.cpp trusts.
/// </summary>
internal static class LlamaModelFile
{
    // What llama.cpp has room for; more of them end the process.
    private const int MostLayers = 512;
    private const int MostWidth = 1 << 20;

    /// <summary>Opens a model and checks it; the caller closes it.</summary>
    /// <exception cref="InvalidInputException">It is absent, damaged, or an adapter.</exception>
    public static GgufFile Open(string path)
    {
        GgufFile file = GgufModelFile.Open(path);
        try
        {
            GgufModelFile.Translate(path, () =>
            {
                Check(file);
                return file;
            });
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Checks an adapter.</summary>
    /// <exception cref="InvalidInputException">It is absent, damaged, or no adapter.</exception>
    public static void RequireAdapter(string path) => GgufModelFile.Read(path, file =>
        file.Metadata.FindString("general.type") == "adapter" ? file.Tensors.Count : throw file.Metadata.Reject(
            "general.type", "a file that is no adapter", "a LoRA adapter (\"general.type\" = \"adapter\")"));

    /// <summary>Loads the weights; the caller disposes them.</summary>
    /// <param name="file">The model, open.</param>
    /// <param name="options">How.</param>
    /// <param name="hasWeights">With its weights; otherwise with its tokens alone.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="InvalidInputException">llama.cpp refuses the model.</exception>
    public static SafeLlamaModelHandle Load(
        GgufFile file, LlamaOptions options, bool hasWeights, CancellationToken cancellationToken)
    {
        RequireBackEnd(file.Path, options);
        LLamaModelParams wanted = LLamaModelParams.Default();
        wanted.n_gpu_layers = options.GpuLayers;
        wanted.vocab_only = !hasWeights;
        // A file that is cut off while it is mapped ends the process; a small one is read into memory.
        wanted.load_mode =
            file.FileLength > GgufPart.LargestCopy ? LLamaLoadMode.MemoryMap : LLamaLoadMode.None;
        wanted.progress_callback = (_, _) => !cancellationToken.IsCancellationRequested;
        SafeLlamaModelHandle? model = LlamaLog.Watch(
            () => TryLoad(file.Path, wanted), out IReadOnlyList<string> errors);
        GC.KeepAlive(wanted.progress_callback);
        cancellationToken.ThrowIfCancellationRequested();
        if (model is null)
        {
            throw new InvalidInputException(
                file.Path,
                $"a model that llama.cpp cannot load: {LlamaLog.FindCause(errors) ?? "it gives no reason"}",
                "a model of an architecture that llama.cpp " + LlamaLibrary.Version + " knows",
                "Convert the model again with a current converter, or download it again.");
        }

        if (hasWeights && (model.HasEncoder || !model.HasDecoder || model.IsDiffusion))
        {
            model.Dispose();
            throw new InvalidInputException(
                file.Path, "a model with an encoder, or one that does not write from left to right",
                "a model that continues texts");
        }

        return model;
    }

    /// <summary>Refuses layers for a GPU where the library computes on the processor alone.</summary>
    /// <param name="location">Where they are asked for.</param>
    /// <param name="options">How a model is to be loaded.</param>
    public static void RequireBackEnd(string location, LlamaOptions options)
    {
        if (options.GpuLayers > 0 && !NativeApi.llama_supports_gpu_offload())
        {
            throw new InvalidInputException(
                location,
                FormattableString.Invariant($"{options.GpuLayers} layers for the GPU, ")
                    + "but this build's llama.cpp has no GPU back-end",
                "a build with a GPU back-end",
                "Build with -p:LlamaPackage=LLamaSharp.Backend.Cuda12.Linux, for example, or leave the layers out.");
        }
    }

    private static SafeLlamaModelHandle? TryLoad(string path, LLamaModelParams wanted)
    {
        try
        {
            return SafeLlamaModelHandle.LoadFromFile(path, wanted);
        }
        catch (LoadWeightsFailedException)
        {
            return null;
        }
    }

    /// <summary>Checks what can be checked of an open model without loading it.</summary>
    /// <exception cref="GgufFormatException">It cannot be run.</exception>
    public static void Check(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        GgufMetadata metadata = file.Metadata;
        string architecture = metadata.GetString("general.architecture");
        if (metadata.FindString("general.type") == "adapter")
        {
            throw metadata.Reject(
                "general.type", "an adapter", "a model",
                "Give the model, and the adapter with --adapter, or \"adapter\" in a configuration.");
        }

        if (file.Tensors.FirstOrDefault(tensor => ExtensionType.Find(tensor.Type) is not null) is { } own)
        {
            throw metadata.Reject(
                "general.architecture",
                $"tensor '{own.Name}' in {TensorFormat.NameOf(own.Type)}, which only the embedded engine reads",
                "types that llama.cpp knows",
                "Use the provider \"gguf\", or --engine embedded.");
        }

        // Rows of it are added as they are, and llama.cpp ends the process for blocks.
        if (file.Tensors.FirstOrDefault(tensor => tensor.Name == "token_types.weight") is { } added
            && added.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
        {
            throw metadata.Reject(
                "general.architecture",
                $"tensor '{added.Name}' in {TensorFormat.NameOf(added.Type)}, which llama.cpp cannot add",
                "floats in this tensor",
                "Quantize the model again; this program and llama.cpp's keep it in floats.");
        }

        RequireWithin(metadata, architecture + ".block_count", MostLayers);
        RequireWithin(metadata, architecture + ".context_length", int.MaxValue);
        RequireWithin(metadata, architecture + ".embedding_length", MostWidth);
        foreach (string key in metadata.Entries.Select(entry => entry.Key)
            .Where(key => key.EndsWith("_epsilon", StringComparison.Ordinal)))
        {
            if (metadata.FindFloat32(key) < 0)
            {
                throw metadata.Reject(key, $"a negative number in '{key}'", "0 or more");
            }
        }

        if (metadata.FindFloat32(architecture + ".rope.freq_base") <= 0)
        {
            throw metadata.Reject(
                architecture + ".rope.freq_base", "a base of rotation that is not positive", "a number above 0");
        }

        metadata.GetString("tokenizer.ggml.model");
        RequireDistinct(metadata, "tokenizer.ggml.tokens");
    }

    // llama.cpp finds tokens by their text. Bytes that are no text cannot be told apart here.
    private static void RequireDistinct(GgufMetadata metadata, string key)
    {
        HashSet<string> texts = new(StringComparer.Ordinal);
        foreach (string text in metadata.GetStrings(key).Where(text => text.Length > 0 && !text.Contains('\uFFFD')))
        {
            if (!texts.Add(text))
            {
                throw metadata.Reject(
                    key, $"the token '{text}' twice in '{key}'", "every token once",
                    "Convert the model again with a current converter.");
            }
        }
    }

    private static void RequireWithin(GgufMetadata metadata, string key, int most)
    {
        // llama.cpp itself says what is missing.
        if (metadata.FindUInt32(key) is { } value && (value == 0 || value > most))
        {
            throw metadata.Reject(
                key,
                FormattableString.Invariant($"{value} in '{key}'"),
                FormattableString.Invariant($"a number from 1 to {most}"),
                "Convert the model again with a current converter.");
        }
    }
}

using System.Text.Json;
using Microsoft.ML.OnnxRuntimeGenAI;

namespace EvalHarness.Onnx;

/// <summary>A model folder in ONNX Runtime GenAI's native library.</summary>
internal sealed class NativeGenAIModel : IGenAIModel
{
    private readonly Model _model;
    private readonly NativeGenAITokenizer _tokenizer;

    private NativeGenAIModel(GenAIFolder folder, Model model)
    {
        (Folder, _model) = (folder, model);
        _tokenizer = NativeGenAITokenizer.Of(model);
    }

    /// <inheritdoc/>
    public GenAIFolder Folder { get; }

    /// <inheritdoc/>
    public IGenAITokenizer Tokenizer => _tokenizer;

    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="threads">
    /// Threads that compute one operator; <c>null</c> for what the folder or the library says.
    /// </param>
    /// <exception cref="InvalidInputException">The native library is absent, or refuses the folder.</exception>
    public static NativeGenAIModel Load(GenAIFolder folder, int? threads = null)
    {
        try
        {
            // Some builds report their use over the network unless they are told not to.
            Utils.DisableTelemetryEvents();
            using Config config = new(folder.Path);
            if (threads is { } count)
            {
                config.Overlay(JsonSerializer.Serialize(new
                {
                    model = new { decoder = new { session_options = new { intra_op_num_threads = count } } },
                }));
            }

            return new NativeGenAIModel(folder, new Model(config));
        }
        catch (OnnxRuntimeGenAIException refused)
        {
            throw new InvalidInputException(
                folder.Path,
                $"a model that ONNX Runtime GenAI cannot load: {refused.Message}",
                "a valid model folder");
        }
        catch (Exception absent) when (absent is DllNotFoundException or EntryPointNotFoundException
            or BadImageFormatException or TypeInitializationException)
        {
            throw new InvalidInputException(
                "the provider onnx-genai",
                "no usable native library of ONNX Runtime GenAI "
                + $"({(absent.InnerException ?? absent).Message})",
                "the library of this platform: Windows or Linux on x64 or arm64, "
                + "or macOS on arm64",
                "Build or publish the program for this platform.");
        }
    }

    /// <inheritdoc/>
    public IGenAISequence Begin(GenAISampling sampling, int maxLength) =>
        new NativeGenAISequence(_model, Folder, sampling, maxLength);

    /// <inheritdoc/>
    public IGenAIBatch BeginBatch(int rows, int maxLength, bool ignoresEnd = false) =>
        new NativeGenAIBatch(_model, rows, maxLength, ignoresEnd);

    /// <inheritdoc/>
    public void Dispose()
    {
        _tokenizer.Dispose();
        _model.Dispose();
    }
}

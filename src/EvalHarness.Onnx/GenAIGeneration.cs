using System.Diagnostics;
using System.Text;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Onnx;

/// <summary>A loaded model folder that continues single prompts. For one thread at a time.</summary>
public sealed class GenAIGeneration : IDisposable
{
    private readonly NativeGenAIModel _model;
    private readonly GenAIPrompts _prompts;

    private GenAIGeneration(NativeGenAIModel model, GenAIPrompts prompts) => (_model, _prompts) = (model, prompts);

    /// <summary>Loads a folder.</summary>
    /// <param name="source">The folder, and what is said of its prompts.</param>
    /// <exception cref="InvalidInputException">It is no model folder, or the runtime refuses it.</exception>
    public static GenAIGeneration Load(ModelSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        NativeGenAIModel model = NativeGenAIModel.Load(GenAIFolder.Read(source.RequirePath("a model folder")));
        return new(model, new GenAIPrompts(
            model, GenAIPrompts.Read(source, model.Folder, "Give --template FILE, or generate without --chat.")));
    }

    /// <summary>Continues a prompt.</summary>
    /// <param name="request">What to continue, and how.</param>
    /// <param name="isChat">The prompt is a user's message, written by the folder's chat template.</param>
    /// <param name="onText">Gets each piece of the answer as soon as it is certain.</param>
    /// <param name="cancellationToken">Ends it between two tokens.</param>
    /// <exception cref="ContextOverflowException">The prompt leaves no room for an answer.</exception>
    /// <exception cref="InvalidInputException">There is no chat template, or it is malformed.</exception>
    /// <exception cref="Inference.Chat.Jinja.Values.TemplateException">The template refuses the prompt.</exception>
    public GenerationResult Generate(
        GenerationRequest request, bool isChat, Action<string> onText, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(onText);
        int[] prompt = isChat
            ? _prompts.Encode([new ChatMessage(ChatRole.User, request.Prompt)])
            : _prompts.EncodeText(request.Prompt ?? "");
        if (prompt.Length >= _model.Folder.ContextLength)
        {
            throw new ContextOverflowException(prompt.Length + 1, _model.Folder.ContextLength);
        }

        int limit = Math.Min(request.MaxTokens, _model.Folder.ContextLength - prompt.Length);
        SamplingOptions sampling = request.Sampling;
        GenAISampling choice = new(sampling.Temperature, sampling.TopK, sampling.TopP, unchecked((long)sampling.Seed));
        StringBuilder text = new();
        List<int> tokens = [];
        List<TimeSpan> times = [];
        long start = Stopwatch.GetTimestamp();
        GenAIAnswer answer = GenAIAnswer.Generate(
            _model, prompt, choice, limit, request.StopStrings,
            piece =>
            {
                text.Append(piece);
                onText(piece);
            },
            cancellationToken,
            token =>
            {
                tokens.Add(token);
                times.Add(Stopwatch.GetElapsedTime(start));
            });
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        return new GenerationResult
        {
            Text = text.ToString(),
            Tokens = tokens,
            FinishReason = answer.HasEnded ? FinishReason.EndOfText
                : answer.IsStopped ? FinishReason.StopString
                : tokens.Count == request.MaxTokens ? FinishReason.MaxTokens
                : FinishReason.ContextLimit,
            PromptTokens = prompt.Length,
            ReusedPromptTokens = 0,
            TimeToFirstToken = times.Count > 0 ? times[0] : duration,
            TokenTimes = times,
            Duration = duration,
            LogProbabilities = null,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _model.Dispose();
}

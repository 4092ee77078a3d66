using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// A Kernel's function as a model: the prompt goes in, its result is the answer. Thread-safe where the function is.
/// </summary>
/// <remarks>
/// The function chooses its own model and settings; temperature, seed and token limit of the harness are not passed on.
/// </remarks>
/// <param name="kernel">The Kernel; not owned.</param>
/// <param name="function">A function that <see cref="FindInput"/> finds an input of.</param>
internal sealed class KernelFunctionClient(Kernel kernel, KernelFunction function) : IChatClient
{
    private readonly KernelParameterMetadata _input = FindInput(function)!;
    private readonly string _name = $"{function.PluginName}.{function.Name}";

    /// <summary>
    /// The parameter that takes the prompt: the only one without a default, or else the first; <c>null</c> when none
    /// or several must be given, or when it takes neither a text nor a chat history.
    /// </summary>
    public static KernelParameterMetadata? FindInput(KernelFunction function)
    {
        IReadOnlyList<KernelParameterMetadata> all = function.Metadata.Parameters;
        KernelParameterMetadata[] needed =
            [.. all.Where(parameter => parameter is { IsRequired: true, DefaultValue: null })];
        KernelParameterMetadata? input = needed.Length == 1 ? needed[0]
            : needed.Length == 0 && all.Count > 0 ? all[0]
            : null;
        return input?.ParameterType is { } type && type != typeof(string) && type != typeof(object)
            && type != typeof(ChatHistory)
            ? null
            : input;
    }

    /// <inheritdoc/>
    /// <exception cref="EndpointException">The function failed, or gave nothing that is an answer.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        KernelArguments arguments = new() { [_input.Name] = InputOf([.. messages]) };
        FunctionResult result;
        try
        {
            result = await kernel.InvokeAsync(function, arguments, cancellationToken);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw KernelFailure.FromFunction(_name, failure);
        }

        return Read(result);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("semantic-kernel", null, _name)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // The function is the Kernel's.
    }

    private object InputOf(IReadOnlyList<ChatMessage> messages)
    {
        if (_input.ParameterType == typeof(ChatHistory))
        {
            return new ChatHistory(messages.Select(message =>
                new ChatMessageContent(new AuthorRole(message.Role.Value), message.Text)));
        }

        // What else the prompt says must not be lost without a word.
        return messages is [{ } only] && only.Role == ChatRole.User
            ? only.Text
            : throw new EndpointException(
                $"The function {_name} takes one text, but the prompt has the messages "
                    + $"{string.Join(", ", messages.Select(message => message.Role.Value))}. Give the prompt one user "
                    + "message, or the function a parameter of the type ChatHistory.",
                isTransient: false);
    }

    private ChatResponse Read(FunctionResult result) => result.GetValue<object>() switch
    {
        ChatResponse response => response,
        ChatMessageContent message => KernelAnswer.Repair(new ChatResponse(
            new ChatMessage(ChatRole.Assistant, message.Content)
            {
                AdditionalProperties = message.Metadata is { } said ? new(said) : null,
            })),
        ChatMessage message => Whole(message.Text),
        string text => Whole(text),
        null => throw new EndpointException($"The function {_name} gave no answer.", isTransient: false),

        // As the Kernel itself writes it.
        _ => Whole(result.ToString()),
    };

    private static ChatResponse Whole(string text) =>
        new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop };
}

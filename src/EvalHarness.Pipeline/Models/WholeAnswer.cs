using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models;

/// <summary>Answers that come whole, for callers that take them in pieces.</summary>
internal static class WholeAnswer
{
    /// <summary>The pieces of an answer, once it is there.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> ToUpdatesAsync(
        this Task<ChatResponse> answer, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatResponse response = await answer.WaitAsync(cancellationToken);
        foreach (ChatResponseUpdate update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}

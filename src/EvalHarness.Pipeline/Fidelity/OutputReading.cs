using EvalHarness.Fidelity;
using EvalHarness.Inference;
using EvalHarness.Inference.Sampling;
using EvalHarness.Pipeline.Models;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Baseline and candidate read in step what the baseline wrote for a sample.</summary>
/// <param name="baseline">The baseline.</param>
/// <param name="candidate">The candidate; the same vocabulary.</param>
internal sealed class OutputReading(ILogitsModel baseline, ILogitsModel candidate)
{
    /// <summary>Rows that the baseline may be ahead.</summary>
    private const int MostRows = 64;

    /// <summary>Compares both at every token of an output, and behind it where the output ended by itself.</summary>
    /// <param name="prompt">What the baseline was asked.</param>
    /// <param name="output">What it wrote; its text is read as the tokenizer writes it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns><c>null</c> when there is nothing to read: an empty output that did not end by itself.</returns>
    /// <exception cref="ContextOverflowException">Prompt and output do not fit a model's context.</exception>
    /// <exception cref="ModelOutputException">A model gives logits that are no numbers.</exception>
    public async Task<OutputFidelity?> ReadAsync(
        IEnumerable<ChatMessage> prompt, ModelOutput output, CancellationToken cancellationToken)
    {
        int[] asked = baseline.EncodeConversation(prompt);
        int[] written = baseline.EncodeContinuation(output.Text);
        bool hasEnded = output.FinishReason == ChatFinishReason.Stop.Value;
        int positions = written.Length + (hasEnded ? 1 : 0);
        if (positions == 0)
        {
            return null;
        }

        // The last position is read for what follows it, so a last token that nothing follows is left out.
        int[] read = [.. asked, .. hasEnded ? written : written[..^1]];
        int first = asked.Length - 1;
        double divergence = 0;
        int? parting = null;
        await StepwiseReading.RunAsync(
            baseline.LogitCount,
            Math.Min(positions, MostRows),
            (rows, stop) => baseline.ReadLogitsAsync(read, first, (_, logits) => rows.Put(logits), stop),
            (rows, stop) => candidate.ReadLogitsAsync(
                read, first, (position, logits) => Compare(rows, position, logits), stop),
            cancellationToken);
        return new OutputFidelity(positions, divergence / positions, parting ?? positions);

        void Compare(LogitRows rows, int position, ReadOnlySpan<float> logits)
        {
            // Neither figure depends on which token the text goes on with.
            LogitComparison found = LogitComparison.From(rows.Take(), logits, token: 0);
            rows.Release();
            divergence += found.Divergence;
            parting ??= found.IsSameTop ? null : position - first;
        }
    }
}

using System.Diagnostics;
using EvalHarness.Metrics.Retrieval;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Runs.Planning;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>Ranks a sample's candidates by how near their embeddings are to that of the query.</summary>
/// <param name="model">The model.</param>
/// <param name="task">The task.</param>
internal sealed class EmbeddingRanker(LoadedModel model, PlannedTask task)
{
    /// <summary>The ranking of a sample, with the cosine similarities as scores.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <exception cref="EndpointException">A text has no embedding, or one that cannot be compared.</exception>
    public async Task<ModelOutput> RankAsync(Sample sample, CancellationToken cancellationToken)
    {
        IEmbeddingGenerator<string, Embedding<float>> embeddings = model.Embeddings
            ?? throw new NotSupportedException("The model gives no embeddings, so it cannot rank by them.");
        long started = Stopwatch.GetTimestamp();
        GeneratedEmbeddings<Embedding<float>> found = await embeddings.GenerateAsync(
            [task.QueryOf(sample), .. sample.Candidates.Select(task.DocumentOf)],
            cancellationToken: cancellationToken);
        TimeSpan latency = Stopwatch.GetElapsedTime(started);
        ReadOnlyMemory<float> query = found[0].Vector;
        double[] cosines =
        [
            .. found.Skip(1).Select((document, i) => CosineSimilarity.Compute(query.Span, document.Vector.Span)
                ?? throw new EndpointException(
                    FormattableString.Invariant($"The query's embedding of {query.Length} dimensions and that of ")
                    + FormattableString.Invariant($"candidate '{sample.Candidates[i].Id}' of {document.Vector.Length} ")
                    + "cannot be compared: check that one model answers every request.",
                    isTransient: false)),
        ];
        return new ModelOutput
        {
            SampleId = sample.Id,
            Ranking = Ranking.FromScores(sample.Candidates, cosines),

            // Samples share documents, so which of them reads a document's tokens depends on which comes first.
            Usage = new OutputUsage(LatencyMs: found.Usage is null ? null : latency.TotalMilliseconds),
        };
    }
}

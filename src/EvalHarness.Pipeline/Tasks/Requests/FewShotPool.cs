using System.Text.Json;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>Draws the examples of one document after the other, as lm-evaluation-harness's samplers do.</summary>
/// <param name="documents">What is drawn from.</param>
/// <param name="takesFirst">The first documents are taken, rather than drawn ones.</param>
/// <param name="excludes">The document that is asked may not be its own example.</param>
/// <param name="seed">Python's seed of the one generator that runs through all documents.</param>
/// <param name="sameColumn">Column in which an example has the value of what is asked; <c>null</c> for any.</param>
internal sealed class FewShotPool(
    IReadOnlyList<JsonElement> documents, bool takesFirst, bool excludes, long seed, string? sameColumn = null)
{
    private readonly PythonRandom _random = new(seed);

    private readonly ILookup<string, JsonElement>? _alike =
        sameColumn is { } column ? documents.ToLookup(document => ValueOf(document, column)) : null;

    /// <summary>The examples of the next document.</summary>
    /// <param name="count">How many; 1 or more.</param>
    /// <param name="asked">The document that is asked.</param>
    /// <exception cref="DocumentFaultException">There are too few documents.</exception>
    public IReadOnlyList<JsonElement> Next(int count, JsonElement asked)
    {
        IReadOnlyList<JsonElement> pool = _alike is null ? documents : [.. _alike[ValueOf(asked, sameColumn!)]];
        if (takesFirst)
        {
            IEnumerable<JsonElement> others = excludes ? Without(pool, asked) : pool;
            IReadOnlyList<JsonElement> first = [.. others.Take(count)];
            return first.Count == count ? first : throw TooFew(count, first.Count);
        }

        if (!excludes)
        {
            return Draw(pool, count);
        }

        IReadOnlyList<JsonElement> left = [.. Without(Draw(pool, count + 1), asked).Take(count)];
        return left.Count == count ? left : Draw([.. Without(pool, asked)], count);
    }

    private static IEnumerable<JsonElement> Without(IEnumerable<JsonElement> pool, JsonElement asked) =>
        pool.Where(document => !JsonElement.DeepEquals(document, asked));

    private static string ValueOf(JsonElement document, string column) =>
        document.TryGetProperty(column, out JsonElement value) ? value.ToString() : throw new DocumentFaultException(
            $"there is no column \"{column}\", in which examples have to be like the document");

    private static DocumentFaultException TooFew(int wanted, int there) => new(
        FormattableString.Invariant($"the examples are drawn from {there} documents, but {wanted} are needed"));

    private JsonElement[] Draw(IReadOnlyList<JsonElement> pool, int count) =>
        pool.Count >= count ? _random.Sample(pool, count) : throw TooFew(count, pool.Count);
}

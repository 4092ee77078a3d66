using System.Runtime.CompilerServices;
using System.Text;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Documents of multiple choice for models without log-likelihoods: the question is the task file's, behind it the
/// choices with letters and the request to answer with one.
/// </summary>
/// <param name="documents">The documents.</param>
internal sealed class LetterSamples(IDatasetReader documents) : IDatasetReader
{
    /// <summary>The most choices that have a letter.</summary>
    public const int MostChoices = 26;

    private const string Request = "Answer with the letter of the right choice only.";

    /// <summary>The document can be asked by letter: one question, and a letter for each choice.</summary>
    public static bool CanAsk(Sample sample) =>
        sample.Messages.Count > 0 && sample.Choices.Count is > 1 and <= MostChoices;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Sample sample in documents.ReadAsync(cancellationToken))
        {
            yield return CanAsk(sample) ? Ask(sample) : throw new InvalidInputException(
                $"sample {sample.Id}", "a document without a single question and 2 to 26 choices",
                "documents that can be asked by letter",
                "Compare models with log-likelihoods: \"provider\": \"gguf\" or \"llama.cpp\".");
        }
    }

    private static Sample Ask(Sample sample)
    {
        SampleMessage last = sample.Messages[^1];
        return sample with
        {
            Messages = [.. sample.Messages.SkipLast(1), last with { Content = last.Content + Listing(sample.Choices) }],
            ScoredTexts = [],
        };
    }

    // Choices that are letters stand in the question already.
    private static string Listing(IReadOnlyList<string> choices)
    {
        StringBuilder listing = new("\n\n");
        if (!choices.Index().All(choice => choice.Item.Trim() == Letter(choice.Index)))
        {
            foreach ((int place, string choice) in choices.Index())
            {
                listing.Append(Letter(place)).Append(". ").Append(choice.Trim()).Append('\n');
            }

            listing.Append('\n');
        }

        return listing.Append(Request).ToString();
    }

    private static string Letter(int place) => ((char)('A' + place)).ToString();
}

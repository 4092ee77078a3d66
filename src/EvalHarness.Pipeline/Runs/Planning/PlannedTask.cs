using EvalHarness.Inference.Chat;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Pipeline.Tasks;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A task whose dataset, prompt and metrics were checked.</summary>
internal sealed record PlannedTask
{
    /// <summary>Name in the configuration.</summary>
    public required string Name { get; init; }

    /// <summary>Its section.</summary>
    public required TaskConfiguration Configuration { get; init; }

    /// <summary>The dataset.</summary>
    public required IDatasetReader Dataset { get; init; }

    /// <summary>
    /// The prompt; <c>null</c> where the samples' conversations are all that is asked, or their queries are embedded.
    /// </summary>
    public PromptTemplate? Prompt { get; init; }

    /// <summary>The metrics, in the configuration's order.</summary>
    public required IReadOnlyList<IMetric> Metrics { get; init; }

    /// <summary>How models generate; of a group, as its first task says.</summary>
    public required ChatOptions Options { get; init; }

    /// <summary>How models generate for each task of a group; empty where no file says it.</summary>
    public IReadOnlyDictionary<string, ChatOptions> GroupOptions { get; init; } =
        new Dictionary<string, ChatOptions>();

    /// <summary>Most tokens of an answer to any sample.</summary>
    public int? MostTokens => GroupOptions.Values.Append(Options).Max(options => options.MaxOutputTokens);

    /// <summary>Tags of the blocks that are cut out of outputs.</summary>
    public IReadOnlyList<string> ThinkingTags { get; init; } = ThinkingBlocks.DefaultTags;

    /// <summary>How much is asked; <c>null</c> where the dataset is still to be checked.</summary>
    public required TaskSize? Size { get; init; }

    /// <summary>How much is asked, where the dataset was checked.</summary>
    /// <exception cref="InvalidOperationException">It is still to be checked.</exception>
    public TaskSize KnownSize =>
        Size ?? throw new InvalidOperationException($"The dataset of {Name} is still to be checked.");

    /// <summary>
    /// The dataset where it is checked while its samples are stored; <c>null</c> where it was checked before.
    /// </summary>
    public LateCheckedDataset? Unchecked { get; init; }

    /// <summary>A metric needs the log-likelihood of the target.</summary>
    public bool WantsLikelihood => Metrics.Any(metric => metric.Definition.Name == "nll");

    /// <summary>What a task file asks for; <c>null</c> for a task without one.</summary>
    public TaskOutputType? Asks { get; init; }

    /// <summary>How it is measured where that is not as its file says, as a sentence; <c>null</c> otherwise.</summary>
    public string? Instrument { get; init; }

    /// <summary>SHA-256 of the task file and those it includes; <c>null</c> for a task without one.</summary>
    public string? FileSha256 { get; init; }

    /// <summary>Models write text, rather than being read for likelihoods only.</summary>
    public bool Generates =>
        Asks?.Generates() ?? Configuration.Ranking is not (RankingMode.Pointwise or RankingMode.Embedding);

    /// <summary>Candidates are graded one by one, each with a prompt of its own.</summary>
    public bool AsksEachCandidate => Configuration.Ranking == RankingMode.Pointwise;

    /// <summary>Queries and candidates are embedded; nothing is asked.</summary>
    public bool Embeds => Configuration.Ranking == RankingMode.Embedding;

    /// <summary>How models generate for a sample; copied for every call.</summary>
    public ChatOptions OptionsOf(Sample sample) =>
        GroupOptions.GetValueOrDefault(GroupSamples.TaskOf(sample.Id), Options);

    /// <summary>The samples in the dataset's order, up to the limit.</summary>
    public IAsyncEnumerable<Sample> ReadAsync(CancellationToken cancellationToken) =>
        Size is null ? Dataset.ReadAsync(cancellationToken) : Dataset.ReadAsync(cancellationToken).Take(Size.Samples);

    /// <summary>The conversation that asks a sample; of one candidate where candidates are graded one by one.</summary>
    /// <remarks>Where they are embedded, the one message is what is embedded for the query.</remarks>
    public IReadOnlyList<ChatMessage> Render(Sample sample, RankingCandidate? candidate = null) => Embeds
        ? [new ChatMessage(ChatRole.User, QueryOf(sample))]
        : RenderPrompt(sample, candidate);

    /// <summary>What is embedded for a sample's query.</summary>
    public string QueryOf(Sample sample) => Configuration.QueryPrefix + (Prompt is null
        ? sample.Input
        : string.Join('\n', RenderPrompt(sample).Select(message => message.Text)));

    /// <summary>What is embedded for a candidate.</summary>
    public string DocumentOf(RankingCandidate candidate) => Configuration.DocumentPrefix + candidate.Text;

    /// <summary>The conversation that asks a sample, as a model is given it.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="format">
    /// How the model's prompts are written; <c>null</c> for a model that writes them itself.
    /// </param>
    /// <param name="candidate">The candidate to grade, where they are graded one by one.</param>
    /// <exception cref="Inference.Chat.Jinja.Values.TemplateException">
    /// The template refuses the conversation.
    /// </exception>
    public IReadOnlyList<ChatMessage> Write(Sample sample, PromptFormat? format, RankingCandidate? candidate = null)
    {
        IReadOnlyList<ChatMessage> prompt = Render(sample, candidate);
        return format is null ? prompt : RenderedPrompt.ToMessages(
            format.Render(RenderedPrompt.ToTurns(prompt), continues: Asks is not null));
    }

    /// <summary>Prompt variables that do not come from a field of the same name.</summary>
    public static IEnumerable<string> VariablesOf(TaskConfiguration task)
    {
        IEnumerable<string> input = task.Input is null ? [] : ["input"];
        return task.Ranking switch
        {
            RankingMode.Pointwise => input.Append("candidate"),
            RankingMode.Listwise => input.Append("candidates"),
            _ => input,
        };
    }

    /// <summary>Every metric's score of an output.</summary>
    public IReadOnlyList<Score> Score(Sample sample, ModelOutput output) =>
        [.. Metrics.Select(metric => metric.Score(sample, output))];

    private IReadOnlyList<ChatMessage> RenderPrompt(Sample sample, RankingCandidate? candidate = null)
    {
        Dictionary<string, string> variables = new(sample.Fields, StringComparer.Ordinal);
        if (Configuration.Input is not null)
        {
            variables["input"] = sample.Input;
        }

        if (candidate is not null)
        {
            variables["candidate"] = candidate.Text;
        }
        else if (Configuration.Ranking == RankingMode.Listwise)
        {
            variables["candidates"] = string.Join('\n', sample.Candidates.Select(item => $"[{item.Id}] {item.Text}"));
        }

        return
        [
            .. Prompt?.Render(variables) ?? [],
            .. sample.Messages.Select(message => new ChatMessage(new ChatRole(message.Role), message.Content)),
        ];
    }
}

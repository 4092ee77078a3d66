using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Prompts;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Judging;

/// <summary>Makes judges of their definitions.</summary>
public static class JudgeFactory
{
    // Raised when the harness asks or reads judges in another way, so that old and new verdicts are never mixed.
    private const string Protocol = "2";

    /// <summary>A judge that grades by itself; of a master judge its first, blind call.</summary>
    /// <param name="definition">What it is.</param>
    /// <param name="client">Its model; not owned. <c>null</c> for a judge of code that has none.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    public static IJudge Create(JudgeDefinition definition, IChatClient? client, long seed)
    {
        ArgumentNullException.ThrowIfNull(definition);
        IJudge judge = definition.Code?.Create(client)
            ?? CreateAsking(definition, client ?? throw new ArgumentNullException(nameof(client)), seed);
        int repeats = definition.Configuration.Repeats;
        return new CheckedJudge(repeats > 1 ? new RepeatedJudge(judge, repeats) : judge);
    }

    private static IJudge CreateAsking(JudgeDefinition definition, IChatClient client, long seed)
    {
        JudgeConfiguration configuration = definition.Configuration;
        JudgeCalls calls = CallsOf(definition, seed);
        PromptTemplate prompt = definition.Prompt
            ?? throw new ArgumentException("A judge without code needs a prompt.", nameof(definition));
        return configuration.Kind switch
        {
            JudgeKind.Pairwise => new PairwiseJudge(definition.Name, client, prompt, calls),
            JudgeKind.Qag => new QagJudge(definition.Name, client, prompt, configuration.Output, calls),
            _ => new RubricJudge(definition.Name, client, prompt, configuration.Output, definition.Menu, calls)
            {
                IsWeighted = configuration.Score == JudgeScoring.Weighted,
            },
        };
    }

    /// <summary>A judge that grades blind and then reviews the verdicts of others.</summary>
    /// <exception cref="ArgumentException">The definition has no prompt for the review.</exception>
    /// <param name="definition">What it is.</param>
    /// <param name="client">Its model; not owned.</param>
    /// <param name="seed">Seed of nonces and of sampling.</param>
    public static MasterJudge CreateMaster(JudgeDefinition definition, IChatClient client, long seed)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return definition.Review is not { } review
            ? throw new ArgumentException("A master judge needs the prompt of a review.", nameof(definition))
            : new MasterJudge(
                Create(definition, client, seed),
                client,
                review,
                definition.Configuration.Output,
                CallsOf(definition, seed) with { Temperature = 0 },
                definition.PassFrom);
    }

    // Repeats of one question only differ at a temperature above 0.
    private static JudgeCalls CallsOf(JudgeDefinition definition, long seed) => new()
    {
        Seed = seed,
        Limit = definition.Configuration.TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        Temperature = definition.Configuration.Repeats > 1 ? 1 : 0,
        IsConstrained = definition.Configuration.Constrained,
        Instructions = definition.Instructions,
    };

    /// <summary>
    /// What the judge is, as SHA-256 in lower-case hexadecimal: its model, code, prompts with their settings, form of
    /// answer, examples, kind, options and host. Another id is another judge, and its verdicts are another series.
    /// </summary>
    /// <param name="definition">What it is.</param>
    /// <param name="model">Its model; <c>null</c> for a judge of code that has none.</param>
    /// <param name="hostVersion">What its host does to verdicts: see <see cref="IJudgeHost.Version"/>.</param>
    public static string Id(JudgeDefinition definition, ModelIdentity? model, string? hostVersion = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        JudgeConfiguration configuration = definition.Configuration;
        string[] parts =
        [
            Protocol,
            model?.Sha256 ?? "",
            definition.Prompt?.Prompt.Sha256 ?? "",
            definition.Review?.Prompt.Sha256 ?? "",
            definition.Guide ?? "",
            configuration.Kind.ToString(),
            string.Join(' ', definition.Menu.Grades),
            configuration.Output,
            configuration.Score.ToString(),
            configuration.Repeats.ToString(CultureInfo.InvariantCulture),
            configuration.ChainOfThought ? "reasons" : "",
            configuration.Constrained ? "held to its form" : "free",
            .. definition.ThinkingTags.Except(ThinkingBlocks.DefaultTags),
            configuration.Kind == JudgeKind.Qag
                ? AnswerSchemas.ClaimAnswers(withNonce: true).ToString()
                : AnswerSchemas.Verdict(definition.Menu, configuration.ChainOfThought, withNonce: true).ToString(),
            .. definition.Examples.Select(example => JsonSerializer.Serialize(new object[]
            {
                example.Id,
                example.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field =>
                    new[] { field.Key, field.Value }),
                example.Verdict,
                example.Reasoning,
            })),
            .. definition.Code is { } code
                ? [JsonSerializer.Serialize(new { code = code.Sha256 })]
                : Array.Empty<string>(),
            .. hostVersion is null ? Array.Empty<string>() : [JsonSerializer.Serialize(new { host = hostVersion })],
        ];

        // As JSON, so that no two lists of parts read alike.
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))));
    }
}

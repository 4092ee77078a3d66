using System.Text;
using EvalHarness.Inference.Files;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Prompts;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Reads what a judge needs and checks that it fits together, before any model is asked: prompts, guide and examples.
/// </summary>
/// <param name="name">Name of the judge.</param>
/// <param name="configuration">Its section.</param>
/// <param name="place">What to call the section in messages: <c>eval.config.json: $.judges.NAME</c>.</param>
public sealed class JudgeDefinitionReader(string name, JudgeConfiguration configuration, string place)
{
    private const int LongestGuide = 1 << 16;

    private readonly List<InputError> _mistakes = [];

    private DatasetCopies? Copies { get; init; }

    private string Folder { get; init; } = Environment.CurrentDirectory;

    private Func<string, string> Redact { get; init; } = static text => text;

    /// <summary>A prompt to read in the place of the file's; <c>null</c> for the file's.</summary>
    internal PromptTemplate? Prompt { get; init; }

    /// <summary>Reads what a judge of a configuration needs.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="name">Name of the judge in it.</param>
    /// <param name="cancellationToken">Cancels between rows of the examples.</param>
    /// <exception cref="InvalidInputException">Every mistake that was found.</exception>
    public static Task<JudgeDefinition> ReadAsync(
        ResolvedConfiguration configuration, string name, CancellationToken cancellationToken) =>
        ReadAsync(configuration, name, copies: null, cancellationToken);

    /// <summary>The same with examples from a copy of their file, and perhaps with another prompt.</summary>
    internal static async Task<JudgeDefinition> ReadAsync(
        ResolvedConfiguration configuration,
        string name,
        DatasetCopies? copies,
        CancellationToken cancellationToken,
        PromptTemplate? prompt = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        JudgeDefinitionReader reader = new(
            name, configuration.Values.Judges[name], $"{configuration.FileName}: $.judges.{name}")
        {
            Copies = copies,
            Prompt = prompt,
            Folder = configuration.Folder,
            Redact = configuration.Redact,
        };
        return await reader.ReadAsync(cancellationToken) with
        {
            ThinkingTags = [.. ThinkingBlocks.DefaultTags.Union(configuration.Values.Generation.ThinkingTags)],
        };
    }

    /// <summary>Reads everything that the judge's section names.</summary>
    /// <param name="cancellationToken">Cancels between rows of the examples.</param>
    /// <exception cref="InvalidInputException">Every mistake that was found.</exception>
    public async Task<JudgeDefinition> ReadAsync(CancellationToken cancellationToken)
    {
        if (configuration.Kind == JudgeKind.Custom)
        {
            return new JudgeDefinition { Name = name, Configuration = configuration, Code = FindCode() };
        }

        PromptTemplate? prompt = null;
        PromptTemplate? review = null;
        string? guide = null;
        IReadOnlyList<JudgeExample> examples = [];
        Collect(() => prompt = Prompt ?? PromptTemplate.Load(PromptPath));
        Collect(() => review = configuration.Review is { } path ? PromptTemplate.Load(path) : null);
        Collect(() => guide = configuration.Guide is { } path ? ReadGuide(path) : null);
        if (prompt is not null)
        {
            CheckPrompt(prompt);
            CheckReview(review);
            CheckGuide(prompt, guide);
            if (configuration.Examples is { } file)
            {
                try
                {
                    examples = await JudgeExampleReader.ReadAsync(
                        file, configuration, prompt, Copies, cancellationToken);
                }
                catch (InvalidInputException wrong)
                {
                    _mistakes.AddRange(wrong.Errors);
                }
            }
        }

        return _mistakes.Count > 0 ? throw new InvalidInputException(_mistakes) : new JudgeDefinition
        {
            Name = name,
            Configuration = configuration,
            Prompt = prompt!,
            Review = review,
            Guide = guide,
            Examples = examples,
        };
    }

    private string PromptPath => configuration.Prompt
        ?? throw new InvalidInputException(place, "no key \"prompt\"", "\"prompt\": a text");

    private IJudgeCode FindCode() => configuration.Command is { } command
        ? new ProgramJudge(name, configuration, ProgramCommand.Find(command, Folder, $"{place}.command", Redact))
        : new AssemblyJudge(name, configuration, place, Redact);

    private void CheckPrompt(PromptTemplate prompt)
    {
        foreach (string variable in JudgeDefinition.OutputVariables(configuration.Kind, configuration.Output))
        {
            Need(prompt, PromptPath, variable, configuration.Kind == JudgeKind.Pairwise
                ? "one of the two outputs of a pair"
                : "the output; \"output\" names another variable");
        }

        if (configuration.Kind == JudgeKind.Qag)
        {
            Need(
                prompt, PromptPath, QagJudge.ClaimsVariable,
                "the claims, empty in the first call: {{#if claims}} … {{else}} … {{/if}}");
            if (prompt.RequiredVariables.Contains(QagJudge.ClaimsVariable))
            {
                Add(
                    PromptPath, "the variable claims, which the prompt requires",
                    "\"is_required: false\" for it: the first call asks for the claims");
            }
        }

        if (configuration.Repeats > 1 && prompt.Prompt.Settings.Temperature == 0)
        {
            Add(
                place, $"repeats of the prompt {Path.GetFileName(PromptPath)}, whose temperature is 0",
                "a temperature above 0 in its execution settings, or none",
                "At temperature 0 all repeats are equal.");
        }
    }

    private void CheckReview(PromptTemplate? review)
    {
        if (review is null)
        {
            return;
        }

        Need(review, configuration.Review!, MasterJudge.VerdictsVariable, "the verdicts of the layer before");
        foreach (string variable in JudgeDefinition.OutputVariables(configuration.Kind, configuration.Output))
        {
            Need(review, configuration.Review!, variable, "the judged output");
        }
    }

    private void CheckGuide(PromptTemplate prompt, string? guide)
    {
        if (guide is not null)
        {
            Need(prompt, PromptPath, JudgeInstructions.GuideVariable, "the guide of this judge");
        }
    }

    private void Need(PromptTemplate prompt, string path, string variable, string what)
    {
        if (!prompt.UsedVariables.Contains(variable))
        {
            Add(
                place, $"the prompt {Path.GetFileName(path)}, which does not use {{{{{variable}}}}}",
                $"{{{{{variable}}}}} for {what}",
                prompt.UsedVariables.Count > 0 ? $"It uses {string.Join(", ", prompt.UsedVariables)}." : null);
        }
    }

    private static string ReadGuide(string path)
    {
        string name = Path.GetFileName(path);
        InputFile.RequireRegular(path, name);
        if (FileTarget.LengthOf(path) is > LongestGuide and long length)
        {
            throw new InvalidInputException(
                name, FormattableString.Invariant($"{length} bytes"),
                FormattableString.Invariant($"at most {LongestGuide} bytes, which are shown with every call"));
        }

        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)).Trim();
            return text.Length > 0
                ? text
                : throw new InvalidInputException(name, "no text", "a description of a good output");
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException(name, "bytes that are not UTF-8", "a UTF-8 text file");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(name, FileFailure.Describe(unreadable), "a readable text file");
        }
    }

    private void Collect(Action read)
    {
        try
        {
            read();
        }
        catch (InvalidInputException wrong)
        {
            _mistakes.AddRange(wrong.Errors);
        }
    }

    private void Add(string where, string found, string expected, string? fix = null) =>
        _mistakes.Add(new InputError(where, found, expected, fix));
}

using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A dataset, the prompt for it, and the metrics that score the outputs.</summary>
public sealed record TaskConfiguration
{
    /// <summary>
    /// Task file in lm-evaluation-harness's YAML: it says what is asked, so there is no prompt. Metrics default to its
    /// own.
    /// </summary>
    [PathKind(PathKind.File)]
    public string? File { get; init; }

    /// <summary>
    /// Dataset file from which a task file's examples are drawn, with the same placeholders as the dataset. Default:
    /// the dataset, where the task draws from it.
    /// </summary>
    [PathKind(PathKind.Dataset)]
    public string? FewShotDataset { get; init; }

    /// <summary>
    /// Examples before each question of a task file; a 0 in the file holds. Default: the file's number.
    /// </summary>
    [Range(0, 1_000)]
    public int? NumFewShot { get; init; }

    /// <summary>
    /// Seed of Python's generator, with which a task file's examples are drawn. Default: 1234, as upstream.
    /// </summary>
    public long? FewShotSeed { get; init; }

    /// <summary>
    /// Whether a task file's examples are turns of their own, where its prompts are written by a chat template ("chat":
    /// true). Default: false.
    /// </summary>
    public bool? FewShotAsTurns { get; init; }

    /// <summary>Instruction before a task file's description.</summary>
    public string? SystemInstruction { get; init; }

    /// <summary>
    /// Dataset file: .jsonl, .json, .csv or .tsv, each also with .gz or .zst behind it, or .parquet; or
    /// hf:OWNER/NAME/FILE, which is downloaded once. For a group of task files, {task} and {dataset_name} stand for
    /// what each of them says. Default: the files that the task file names, and of recorded models the samples that
    /// their answers are answers to.
    /// </summary>
    [PathKind(PathKind.Dataset)]
    public required string Dataset { get; init; }

    /// <summary>The samples are those of recorded answers.</summary>
    internal bool IsRecorded => Dataset == DatasetAddress.Recorded;

    /// <summary>
    /// Prompt file in Semantic Kernel's YAML schema; required unless the samples are conversations, whose messages then
    /// follow those of the prompt, or are ranked by embeddings, where it writes the query. Default: none.
    /// </summary>
    [PathKind(PathKind.File)]
    public string? Prompt { get; init; }

    /// <summary>
    /// Dataset field with a conversation: a list of messages with role (system, user, assistant) and content. Default:
    /// messages, for a task without a prompt.
    /// </summary>
    [MinLength(1)]
    public string? Messages { get; init; }

    /// <summary>
    /// Whether prompts are written by the model's chat template. Default: true, and false for task files; false sends
    /// them as plain text, as base models are evaluated (models that run in this process).
    /// </summary>
    public bool? Chat { get; init; }

    /// <summary>A Jinja chat template to use instead of the models' own (models that run in this process).</summary>
    [PathKind(PathKind.File)]
    public string? ChatTemplate { get; init; }

    /// <summary>
    /// Variables of the chat template by name, such as enable_thinking (models that run in this process).
    /// </summary>
    public JsonObject? TemplateVariables { get; init; }

    /// <summary>
    /// Metric names, such as exact_match, rougeL, ndcg@5 or nll; required unless a task file names them.
    /// </summary>
    [MinLength(1)]
    [MetricNames]
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>
    /// Metrics of all outputs together, such as corpus_bleu, wer or macro_f1: with intervals in reports, but not for
    /// gates. Default: none, and for a task file those that it aggregates over all documents (bleu, chrf, ter).
    /// </summary>
    [MinLength(0)]
    [CorpusMetricNames]
    public IReadOnlyList<string> CorpusMetrics { get; init; } = [];

    /// <summary>
    /// How often each sample is asked, each time with the next seed; its answers count as one sample in every interval.
    /// pass@K and majority@K are metrics of the answers together. Default: the task file's number, or 1.
    /// </summary>
    [Range(1, 1_000)]
    public int? Repeats { get; init; }

    /// <summary>
    /// How the answer is found in outputs and targets before they are scored, the first step that finds one: hashes
    /// (#### 42), boxed (\boxed{}), last_number, regex:PATTERN (the last match), whole. Default: outputs are scored as
    /// they are.
    /// </summary>
    [MinLength(1)]
    public IReadOnlyList<string>? Extract { get; init; }

    /// <summary>How candidates are ranked; required for ranking datasets, and only for them.</summary>
    public RankingMode? Ranking { get; init; }

    /// <summary>Texts of the grades of a pointwise ranking, worst first; the grade is the position.</summary>
    [MinLength(2)]
    public IReadOnlyList<string> Grades { get; init; } = ["0", "1", "2"];

    /// <summary>
    /// Text before each query of a ranking by embeddings, as the model was trained with, such as "query: ". Default:
    /// none.
    /// </summary>
    [MinLength(0)]
    public string? QueryPrefix { get; init; }

    /// <summary>Text before each candidate of a ranking by embeddings, such as "passage: ". Default: none.</summary>
    [MinLength(0)]
    public string? DocumentPrefix { get; init; }

    /// <summary>
    /// Text between the prompt and a grade or target whose likelihood is measured. Default: none after a chat turn; a
    /// space after plain text, where neither the prompt ends in white space nor the target begins with it.
    /// </summary>
    [MinLength(0)]
    public string? Lead { get; init; }

    /// <summary>Dataset field with the input. Default: input, if it exists.</summary>
    public string? Input { get; init; }

    /// <summary>Dataset field with one or more references. Default: target, targets, reference or references.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// Dataset field with the choices of a sample, in the order of their letters. Default: choices, if it exists.
    /// </summary>
    public string? Choices { get; init; }

    /// <summary>Dataset field with the id. Default: id, or a content hash if there is none.</summary>
    public string? Id { get; init; }

    /// <summary>Dataset field that is equal for dependent samples. Default: group.</summary>
    public string? Group { get; init; }

    /// <summary>
    /// Dataset field with labels for slices, a list or a text separated by semicolons. Default: tags.
    /// </summary>
    public string? Tags { get; init; }

    /// <summary>Separator of a delimited dataset. Default: a comma in .csv, a tab in .tsv.</summary>
    [AllowedValues(",", ";", "|", "\t")]
    public string? Separator { get; init; }

    /// <summary>Encoding of a delimited dataset. Default: utf-8. JSON datasets are always UTF-8.</summary>
    [AllowedValues("utf-8", "utf-16", "iso-8859-1", "windows-1252")]
    public string? Encoding { get; init; }

    /// <summary>Whether fields of a delimited dataset may be quoted. Default: true for .csv, false for .tsv.</summary>
    public bool? Quoting { get; init; }

    /// <summary>What to do with an invalid row: stop before any model call, or skip and list it.</summary>
    public BadSamplePolicy OnBadSample { get; init; } = BadSamplePolicy.Stop;

    /// <summary>Limits on faulty outputs of this task, instead of the configuration's.</summary>
    public OutputLimitsConfiguration? Outputs { get; init; }

    /// <summary>Only the first so many samples.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }
}

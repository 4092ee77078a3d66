using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Makes samples of rows as a mapping says. Thread-safe.</summary>
internal sealed class SampleMapper(DatasetMapping mapping)
{
    private readonly string[] _required = [.. mapping.RequiredFields.Where(name => name != mapping.Messages)];

    /// <summary>Every row has an id of its own.</summary>
    public bool NeedsOwnIds => !mapping.RepeatsIds;

    /// <summary>The sample of a row, or everything that is wrong with it.</summary>
    public SampleOrMistakes Map(DatasetFile file, DatasetRow row)
    {
        RowFields fields = new(file, row);
        IReadOnlyList<SampleMessage> messages = mapping.Messages is { } field ? fields.Messages(field) : [];
        string conversation = ConversationField.ToText(messages);
        Sample sample = new()
        {
            Id = fields.Id(mapping.Id) ?? ContentId(row),
            Input = mapping.Messages is not null && mapping.Input == mapping.Messages
                ? conversation
                : fields.Text(mapping.Input, mapping.IsRanking ? "query" : "input") ?? conversation,
            Messages = messages,
            Targets = fields.Texts(mapping.Target, "target", "targets", "reference", "references"),
            Choices = fields.Choices(mapping.Choices, "choices"),
            Group = fields.Text(mapping.Group, "group") is { Length: > 0 } group ? group : null,
            Tags = fields.Tags(mapping.Tags, "tags"),
            Fields = mapping.Messages is null ? fields.Scalars : With(fields.Scalars, mapping.Messages, conversation),
        };
        if (mapping.IsRanking)
        {
            fields.Require("query", "a ranking sample");
            IReadOnlyList<RankingCandidate> candidates = fields.Candidates();
            sample = sample with { Candidates = candidates, Relevance = fields.Relevance(candidates) };
        }

        foreach (string name in _required)
        {
            fields.Require(name, "the prompt");
        }

        return fields.Mistakes.Count == 0 ? new(sample, []) : new(null, fields.Mistakes);
    }

    // Judges and readers see the conversation under its own name, as a text.
    private static Dictionary<string, string> With(
        IReadOnlyDictionary<string, string> scalars, string name, string conversation) =>
        new(scalars, StringComparer.Ordinal) { [name] = conversation };

    // Over names and values in the file's order, with a length before each so that no two rows read alike.
    private static string ContentId(DatasetRow row)
    {
        StringBuilder content = new();
        foreach ((string name, FieldValue value) in row.Fields)
        {
            string text = value.Text ?? value.Json.GetRawText();
            content.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}{text.Length}:{text}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())))[..16];
    }
}

using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace EvalHarness.Pipeline.Tasks.Yaml;

/// <summary>
/// Reads a YAML file as PyYAML's safe loader does, with limits on its size, its depth and what its aliases expand to.
/// </summary>
internal sealed class YamlReader
{
    private const int LargestFile = 1 << 20;
    private const int Deepest = 64;
    private const int MostValues = 100_000;
    private const int MostIndents = 200;
    private const string StandardTag = "tag:yaml.org,2002:";
    private const string WrongIndentation = "found wrong indentation";

    private readonly string _name;
    private readonly Parser _parser;
    private readonly Dictionary<string, (YamlValue Value, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _values;
    private int _depth;

    private YamlReader(string name, string text)
    {
        _name = name;
        _parser = new(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads a file that holds one mapping.</summary>
    /// <param name="path">The file, at most 1 MiB.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The mapping, and SHA-256 of the file's bytes in lower-case hexadecimal.</returns>
    /// <exception cref="InvalidInputException">It cannot be read, or is no such file.</exception>
    public static (YamlMapping Mapping, string Sha256) Read(string path, string name)
    {
        byte[] bytes = InputFile.ReadBytes(path, LargestFile, "a task file");
        try
        {
            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            YamlValue root = ReadIndented(name, text.TrimStart('\uFEFF'));
            return root.Content is YamlMapping mapping
                ? (mapping, Convert.ToHexStringLower(SHA256.HashData(bytes)))
                : throw new InvalidInputException(
                    root.Place, root.Describe(), "a YAML mapping with the keys of a task or a group");
        }
        catch (YamlException failure)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{name}:{failure.Start.Line}"),
                failure.InnerException?.Message ?? failure.Message, "valid YAML",
                "Indent with spaces, and quote values that contain \": \" or begin with a special character.");
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidInputException($"{name} at byte {failure.Index}", "bytes that are not text", "UTF-8");
        }
    }

    // PyYAML lets a text in quotes go on at the margin, the parser does not; to indent its lines changes nothing in it.
    private static YamlValue ReadIndented(string name, string text)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                return new YamlReader(name, text).ReadDocument();
            }
            catch (YamlException failure) when (i < MostIndents
                && failure.Message.Contains(WrongIndentation, StringComparison.Ordinal))
            {
                string[] lines = text.Split('\n');
                int line = (int)failure.End.Line - 1;
                if (line < 0 || line >= lines.Length)
                {
                    throw;
                }

                lines[line] = new string(' ', Deepest) + lines[line];
                text = string.Join('\n', lines);
            }
        }
    }

    private YamlValue ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return new(_name, 1, null);
        }

        _parser.Consume<DocumentStart>();
        YamlValue root = ReadValue();
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            throw Refuse(_parser.Current!, "a second YAML document", "one document a file", null);
        }

        return root;
    }

    private YamlValue ReadValue()
    {
        ParsingEvent start = _parser.Current ?? throw new InvalidInputException(_name, "no value", "valid YAML");
        int line = (int)start.Start.Line;
        Count(start, 1);
        if (_parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out (YamlValue Value, int Size) known))
            {
                throw Refuse(
                    start, $"the alias *{alias.Value.Value}", "an anchor that stands before it",
                    $"Write &{alias.Value.Value} in front of the value that is meant.");
            }

            Count(start, known.Size);
            return known.Value with { Line = line };
        }

        int before = _values;
        if (++_depth > Deepest)
        {
            throw Refuse(
                start, FormattableString.Invariant($"more than {Deepest} levels of nesting"),
                "a task file, which needs six levels", null);
        }

        YamlValue value = new(_name, line, start switch
        {
            Scalar => ReadScalar(_parser.Consume<Scalar>()),
            SequenceStart => ReadList(),
            MappingStart => ReadMapping(),
            _ => throw Refuse(start, "no value", "valid YAML", null),
        });
        _depth--;
        if (((NodeEvent)start).Anchor is { IsEmpty: false } anchor)
        {
            _anchors[anchor.Value] = (value, _values - before);
        }

        return value;
    }

    private object? ReadScalar(Scalar scalar)
    {
        string tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        return tag switch
        {
            "" => scalar.IsPlainImplicit ? YamlScalars.Resolve(scalar.Value) : scalar.Value,
            "!function" => new PythonReference(scalar.Value),
            _ when tag.StartsWith(StandardTag, StringComparison.Ordinal)
                && tag[StandardTag.Length..] is "str" or "int" or "float" or "bool" or "null" =>
                YamlScalars.Convert(scalar.Value, tag[StandardTag.Length..]),
            _ => throw Refuse(
                scalar, $"the tag {tag}", "a value without a tag", "Remove the tag, or quote the value as a text."),
        };
    }

    private List<YamlValue> ReadList()
    {
        RequirePlain(_parser.Consume<SequenceStart>(), "seq");
        List<YamlValue> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadValue());
        }

        return items;
    }

    private YamlMapping ReadMapping()
    {
        RequirePlain(_parser.Consume<MappingStart>(), "map");
        YamlMapping own = new();
        YamlMapping merged = new();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            ParsingEvent at = _parser.Current!;
            bool isMerge = at is Scalar { Value: "<<", IsPlainImplicit: true };
            YamlValue key = ReadValue();
            YamlValue value = ReadValue();
            if (isMerge)
            {
                Merge(merged, value, at);
            }
            else
            {
                own.Set(NameOf(key, at), value);
            }
        }

        merged.SetAll(own);
        return merged;
    }

    // Of several mappings, an earlier one wins.
    private void Merge(YamlMapping target, YamlValue value, ParsingEvent at)
    {
        foreach (YamlValue source in (value.Items ?? [value]).Reverse())
        {
            target.SetAll(source.Content as YamlMapping
                ?? throw Refuse(at, "a merge key whose value is no mapping", "a mapping or a list of mappings", null));
        }
    }

    private string NameOf(YamlValue key, ParsingEvent at) => key.Content switch
    {
        string text => text,
        null => "None",
        bool flag => flag ? "True" : "False",
        long or double => FormattableString.Invariant($"{key.Content}"),
        _ => throw Refuse(at, $"{key.Describe()} as a key", "a text as a key", null),
    };

    private void RequirePlain(NodeEvent node, string type)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value != StandardTag + type)
        {
            throw Refuse(node, $"the tag {node.Tag.Value}", "a value without a tag", "Remove the tag.");
        }
    }

    private void Count(ParsingEvent at, int values)
    {
        if ((_values += values) > MostValues)
        {
            throw Refuse(
                at, FormattableString.Invariant($"more than {MostValues} values, those of aliases counted"),
                "a smaller file", "Write what is meant without aliases inside of aliases.");
        }
    }

    private InvalidInputException Refuse(ParsingEvent at, string actual, string expected, string? fix) =>
        new(FormattableString.Invariant($"{_name}:{at.Start.Line}"), actual, expected, fix);
}

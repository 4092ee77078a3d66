using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>Reads JSON with comments and trailing commas into nodes that know their places.</summary>
internal ref struct ConfigurationParser
{
    private readonly ConfigurationMistakes _mistakes;
    private readonly ReadOnlySpan<byte> _json;
    private readonly List<int> _lineStarts;
    private Utf8JsonReader _reader;

    private ConfigurationParser(ConfigurationMistakes mistakes, ReadOnlySpan<byte> json)
    {
        _mistakes = mistakes;
        _json = json;
        _lineStarts = [0];
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] == (byte)'\n')
            {
                _lineStarts.Add(i + 1);
            }
        }

        _reader = new(json, new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = 32,
        });
    }

    /// <summary>Parses a whole file.</summary>
    /// <param name="file">Name of the file, as the user knows it.</param>
    /// <param name="json">Its bytes, with or without a byte order mark.</param>
    /// <param name="mistakes">Receives keys that occur twice.</param>
    /// <exception cref="InvalidInputException">The bytes are no JSON.</exception>
    public static ConfigurationNode Parse(string file, ReadOnlySpan<byte> json, ConfigurationMistakes mistakes)
    {
        try
        {
            ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
            ConfigurationParser parser = new(mistakes, json.StartsWith(mark) ? json[mark.Length..] : json);
            parser._reader.Read();
            ConfigurationNode root = parser.ReadValue("$");
            parser._reader.Read();
            return root;
        }
        catch (JsonException failure)
        {
            string place = string.Create(
                CultureInfo.InvariantCulture,
                $"{file}: line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}");
            string message = failure.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw new InvalidInputException(
                place, $"invalid JSON ({message})", "JSON; comments and trailing commas are allowed",
                "Check for a missing quote, comma or brace before this position.");
        }
        catch (InvalidOperationException)
        {
            throw new InvalidInputException(file, "invalid UTF-8", "UTF-8 text", "Save the file as UTF-8.");
        }
    }

    private ConfigurationNode ReadValue(string path)
    {
        int start = (int)_reader.TokenStartIndex;
        int line = _lineStarts.BinarySearch(start);
        line = line < 0 ? ~line - 1 : line;
        ConfigurationNode node = new()
        {
            Path = path,
            Line = line + 1,
            Column = Encoding.UTF8.GetCharCount(_json[_lineStarts[line]..start]) + 1,
            Kind = KindOf(_reader.TokenType),
        };
        return node.Kind switch
        {
            JsonValueKind.Object => node with { Members = ReadMembers(node) },
            JsonValueKind.Array => node with { Items = ReadItems(path) },
            JsonValueKind.String => node with { Text = _reader.GetString() },
            JsonValueKind.Number => node with { Text = Encoding.UTF8.GetString(_reader.ValueSpan) },
            _ => node,
        };
    }

    private List<ConfigurationMember> ReadMembers(ConfigurationNode owner)
    {
        List<ConfigurationMember> members = [];
        HashSet<string> keys = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string key = _reader.GetString()!;
            _reader.Read();
            ConfigurationNode value = ReadValue(ConfigurationNode.Join(owner.Path, key));
            if (keys.Add(key))
            {
                members.Add(new(key, value));
            }
            else
            {
                _mistakes.Add(value, $"duplicate key \"{key}\"", "each key once");
            }
        }

        return members;
    }

    private List<ConfigurationNode> ReadItems(string path)
    {
        List<ConfigurationNode> items = [];
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue(string.Create(CultureInfo.InvariantCulture, $"{path}[{items.Count}]")));
        }

        return items;
    }

    private static JsonValueKind KindOf(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.StartArray => JsonValueKind.Array,
        JsonTokenType.String => JsonValueKind.String,
        JsonTokenType.Number => JsonValueKind.Number,
        JsonTokenType.True => JsonValueKind.True,
        JsonTokenType.False => JsonValueKind.False,
        _ => JsonValueKind.Null,
    };
}

using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Grammars;

namespace EvalHarness.Tests.Inference.Grammars;

public sealed class JsonSchemaGrammarTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    public static TheoryData<string> AllSchemas => [.. Schemas.All];

    [Theory]
    [InlineData("""{"type":"integer"}""", "0|7|-12|123456789012345| 3", "-0|01|1.0|+1|1e2|-|1234567890123456|x| ")]
    [InlineData("""{"type":"integer","minimum":8,"maximum":123}""", "8|9|10|99|100|119|123", "7|0|124|130|200|1000|-9")]
    [InlineData("""{"type":"integer","minimum":-12,"maximum":-3}""", "-3|-9|-10|-12", "-2|-13|-1|0|3|-0|-100")]
    [InlineData("""{"type":"number"}""", "0.5|-1.25e-7|3|10E+2", ".5|1.|1e|--1|00.1")]
    [InlineData("""{"type":"number","minimum":0,"maximum":1}""", "0|1|0.25|0.999", "1.1|-0.1|2|1.0001")]
    [InlineData("""{"type":"number","minimum":-2,"maximum":0}""", "-2|-1|0|-0.5|-1.99", "-2.5|0.5|1")]
    [InlineData("""{"type":"string"}""", """
        "a"|""|"\n\u00e9\ud83d\ude00"|"é😀"
        """, """
        a|"|"\x"|"\ud83d"|"\ude00"|"\ud83dx"
        """)]
    [InlineData("""{"type":"string","maxLength":2}""", """
        "ab"|"é😀"|"\n\n"|"\ud83d\ude00a"
        """, """
        "abc"|"é😀x"
        """)]
    [InlineData("""{"type":["string","null"]}""", "null|\"x\"", "true|nul|nullx")]
    [InlineData("""{"enum":[1,"a",null]}""", "1|\"a\"|null", "2|\"b\"|\"\"|11")]
    [InlineData("""{"type":"integer","enum":[1,2.5,"a"]}""", "1", "2.5|\"a\"")]
    [InlineData("""{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":2}""",
        "[true]|[ true, false ]|[true,false]", "[]|[true,]|[true,true,true]|[1]|[true")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}},"required":["b"]}""",
        """{"b":null}|{"a": null, "b": null}|{"a":null,"b":null}""",
        """{}|{"a":null}|{"b":null,}|{"b":null,"a":null}|{"b":null,"c":1}|{"b":1}""")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"},"b":{"type":"null"}}}""",
        """{}|{ }|{"a":null}|{"b":null}|{"a":null,"b":null}""", """{"a":null "b":null}|{,"b":null}""")]
    [InlineData("""{"type":"object"}""", """{}|{"x": [1, {"y": "z"}]}""", """[]|{"x"}|{x:1}""")]
    public void ATextFollowsTheGrammarOrDoesNot(string schema, string accepted, string refused)
    {
        GrammarMachine machine = new(JsonSchemaGrammar.Compile(JsonElement.Parse(schema)));
        Assert.All(accepted.Trim().Split('|'), text => Assert.True(Accepts(machine, text), text));
        Assert.All(refused.Trim().Split('|'), text => Assert.False(Accepts(machine, text), text));
    }

    [Fact]
    public void ObjectsMayLieOnSeveralLines()
    {
        GrammarMachine machine = new(JsonSchemaGrammar.Compile(JsonElement.Parse(Schemas.Verdict)));
        JsonElement value = JsonElement.Parse(
            """{"evidence":[{"quote":"a","source":"b"}],"reasoning":"why","verdict":4,"abstain":false}""");
        Assert.True(Accepts(machine, JsonSerializer.Serialize(value, s_indented)));
        Assert.True(Accepts(machine, " " + value.GetRawText()));
    }

    /// <summary>Every text that the grammar allows is valid: here those of random bytes.</summary>
    [Theory]
    [MemberData(nameof(AllSchemas))]
    public void WhateverIsWrittenIsValid(string schema)
    {
        JsonElement root = JsonElement.Parse(schema);
        GrammarMachine machine = new(JsonSchemaGrammar.Compile(root));
        Random random = new(1);
        int whole = 0;
        for (int i = 0; i < 400; i++)
        {
            if (RandomText(machine, random) is { } text)
            {
                whole++;
                string? fault = SchemaCheck.Fault(JsonElement.Parse(text), root, root);
                Assert.True(fault is null, $"{fault} in {Encoding.UTF8.GetString(text)}");
            }
        }

        Assert.InRange(whole, 100, 400);
    }

    [Theory]
    [InlineData("""{"type":"string","pattern":"a+"}""", "pattern", "$")]
    [InlineData("""{"type":"object","properties":{"x":{"oneOf":[true]}}}""", "oneOf", "$.properties.x")]
    [InlineData("""{"type":"array","items":{"not":{}}}""", "not", "$.items")]
    [InlineData("""{"type":"array","uniqueItems":true}""", "uniqueItems", "$")]
    [InlineData("""{"type":"integer","multipleOf":3}""", "multipleOf", "$")]
    [InlineData("""{"type":"object","patternProperties":{}}""", "patternProperties", "$")]
    [InlineData("""{"maxLenght":3}""", "maxLenght", "$")]
    [InlineData("""{"anyOf":[true],"minLength":1}""", "minLength", "$")]
    [InlineData("""{"enum":["a"],"maxLength":1}""", "maxLength", "$")]
    [InlineData("""{"allOf":[{"type":"string"},{"maxLength":1}]}""", "allOf", "$")]
    [InlineData("""{"$ref":"https://example.org/schema"}""", "https://example.org/schema", "$")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "#/$defs/none", "$")]
    [InlineData("""{"$ref":"#"}""", "$ref", "#")]
    [InlineData("""{"type":"text"}""", "text", "$.type")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""", "bounds", "$")]
    [InlineData("""{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}""", "bounds", "$")]
    [InlineData("""{"type":"string","minLength":-1}""", "no count", "$.minLength")]
    [InlineData("""{"type":"string","maxLength":"3"}""", "wrong kind", "$.maxLength")]
    [InlineData("""{"type":"string","minLength":3,"maxLength":2}""", "no value", "$")]
    [InlineData("""{"enum":[]}""", "no value", "$")]
    [InlineData("false", "no value", "$")]
    [InlineData("3", "no schema", "$")]
    [InlineData("""
        {"$ref":"#/$defs/a","$defs":{"a":{"type":"object","properties":{"a":{"$ref":"#/$defs/a"}},"required":["a"]}}}
        """, "no value", "$")]
    public void WhatNoGrammarCanPromiseIsRefusedByName(string schema, string found, string place)
    {
        UnsupportedSchemaException refusal = Assert.Throws<UnsupportedSchemaException>(
            () => JsonSchemaGrammar.Compile(JsonElement.Parse(schema)));
        Assert.Contains(found, refusal.Found, StringComparison.Ordinal);
        Assert.Equal(place, refusal.Place);
    }

    [Fact]
    public void HostileSchemasAreRefusedQuicklyOrWrittenLazily()
    {
        string doubling = string.Join(',', Enumerable.Range(0, 40).Select(i =>
        {
            string next = $$"""{"$ref":"#/$defs/d{{i + 1}}"}""";
            return $"\"d{i}\":{{\"type\":\"array\",\"items\":{{\"anyOf\":[{next},{next}]}} }}";
        }));
        Assert.NotNull(JsonSchemaGrammar.Compile(JsonElement.Parse(
            "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + doubling + ",\"d40\":{\"type\":\"null\"}}}")));
        string wide = string.Join(',', Enumerable.Range(0, 30_000).Select(i => $"\"v{i}\""));
        Assert.Throws<UnsupportedSchemaException>(
            () => JsonSchemaGrammar.Compile(JsonElement.Parse("{\"enum\":[" + wide + "]}")));
        GrammarMachine long1 = new(JsonSchemaGrammar.Compile(
            JsonElement.Parse("""{"type":"string","minLength":2000000000}""")));
        Assert.False(Accepts(long1, "\"" + new string('x', 20_000) + "\""));
        string deep = string.Concat(Enumerable.Repeat("""{"type":"array","minItems":1,"items":""", 30));
        Assert.NotNull(JsonSchemaGrammar.Compile(JsonElement.Parse(deep + "true" + new string('}', 30))));
    }

    private static bool Accepts(GrammarMachine machine, string text)
    {
        GrammarState state = machine.Start;
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            state = state.Step(value);
        }

        return state.MayEnd;
    }

    // Bytes at random, the closing ones more often, so that most texts come to an end.
    private static byte[]? RandomText(GrammarMachine machine, Random random)
    {
        List<byte> text = [];
        GrammarState state = machine.Start;
        while (text.Count < 600 && !(state.MayEnd && (state.MustEnd || random.Next(3) == 0)))
        {
            byte[] possible = [.. Enumerable.Range(0, 256).Select(value => (byte)value)
                .Where(value => !state.Step(value).IsDead)];
            byte[] closing = [.. possible.Where(value => "\"]}".Contains((char)value))];
            byte next = closing.Length > 0 && random.Next(3) == 0
                ? closing[random.Next(closing.Length)]
                : possible[random.Next(possible.Length)];
            text.Add(next);
            state = state.Step(next);
        }

        return state.MayEnd ? [.. text] : null;
    }
}

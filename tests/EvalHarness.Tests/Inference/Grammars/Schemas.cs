namespace EvalHarness.Tests.Inference.Grammars;

/// <summary>Schemas of many forms, all of which an answer can be held to.</summary>
internal static class Schemas
{
    /// <summary>A verdict, as a judge gives it.</summary>
    public const string Verdict = """
        {"type":"object","properties":{
          "evidence":{"type":"array","maxItems":2,"items":{"type":"object","properties":
            {"quote":{"type":"string","minLength":1,"maxLength":12},"source":{"type":"string","maxLength":6}},
            "required":["quote","source"],"additionalProperties":false}},
          "reasoning":{"type":"string","maxLength":20},
          "verdict":{"type":["integer","null"],"enum":[1,2,3,4,5,null]},
          "abstain":{"type":"boolean"}},
         "required":["reasoning","verdict"],"additionalProperties":false}
        """;

    /// <summary>All of them.</summary>
    public static string[] All { get; } =
    [
        Verdict,
        """{"type":"string","minLength":2,"maxLength":5}""",
        """{"type":"integer","minimum":-7,"maximum":120}""",
        """{"type":"integer","exclusiveMinimum":99,"exclusiveMaximum":1001}""",
        """{"type":"number","minimum":0,"maximum":1}""",
        """{"type":"number","minimum":-2.5,"exclusiveMaximum":3}""",
        """{"type":["boolean","null"]}""",
        """{"enum":["yes","no","no way",null,12,{"a":[1]}]}""",
        """{"const":{"fixed":"\u00e9\"x"}}""",
        """{"type":"array","items":{"enum":[1,2]},"minItems":2,"maxItems":3}""",
        """{"type":"array","maxItems":0}""",
        """{"anyOf":[{"type":"integer","maximum":9,"minimum":0},{"type":"string","maxLength":3}]}""",
        """{"allOf":[{"type":"boolean"}],"description":"one"}""",
        """
        {"properties":{"a":{"type":"null"},"b":{"type":"boolean"}},"required":["b","c"],
         "additionalProperties":{"type":"null"}}
        """,
        """{"type":"object","additionalProperties":false}""",
        """
        {"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{
          "value":{"type":"integer","minimum":0,"maximum":3},
          "children":{"type":"array","maxItems":2,"items":{"$ref":"#/$defs/node"}}},"required":["value"]}}}
        """,
        """{"minimum":3,"maximum":4}""",
        """{"type":["string","integer"],"maxLength":2,"minimum":5,"maximum":6}""",
    ];
}

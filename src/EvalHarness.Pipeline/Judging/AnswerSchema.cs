using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Judging;

/// <summary>The form of a judge's answer, as a JSON schema, for two kinds of models that can be held to one.</summary>
/// <param name="Strict">Every member is required: endpoints take no other schema.</param>
/// <param name="Lenient">
/// What a reader can do without may be left out, since a prompt need not ask for it. For models of this process, which
/// cannot write anything else.
/// </param>
internal sealed record AnswerSchema(JsonElement Strict, JsonElement Lenient)
{
    /// <summary>Both forms of an answer.</summary>
    /// <param name="write">Writes one; told whether every member is required.</param>
    public static AnswerSchema From(Func<bool, JsonObject> write) =>
        new(write(true).Deserialize<JsonElement>(), write(false).Deserialize<JsonElement>());
}

namespace EvalHarness.Inference.Grammars;

/// <summary>A JSON schema asks for what an answer cannot be held to while it is written.</summary>
/// <param name="place">JSON path within the schema.</param>
/// <param name="found">What stands there.</param>
public sealed class UnsupportedSchemaException(string place, string found)
    : Exception($"The schema has {found} at {place}, which an answer cannot be held to.")
{
    /// <summary>JSON path within the schema.</summary>
    public string Place => place;

    /// <summary>What stands there.</summary>
    public string Found => found;
}

namespace EvalHarness.Pipeline.Extensions;

/// <summary>What a type of the user's must be to take part.</summary>
/// <param name="Noun">What it is, for messages: <c>metric</c>.</param>
/// <param name="Contract">The interface that it implements.</param>
/// <param name="Parameters">What its constructor may take, each at most once and in any order.</param>
internal sealed record ExtensionKind(string Noun, Type Contract, params Type[] Parameters)
{
    /// <summary>What an assembly needs, for messages.</summary>
    public string Expected =>
        $"an assembly with a public type that implements {Contract.FullName} and has a constructor {Constructors}";

    /// <summary>What to add to an assembly that has none, for messages.</summary>
    public string Fix =>
        $"Add a public class that implements {Contract.Name} and has a public constructor {Constructors}.";

    private string Constructors => Parameters.Length == 0
        ? "without parameters"
        : $"of {string.Join(", ", Parameters.Select(parameter => parameter.Name))} or some or none of these";
}

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A value of the template language; immutable, but for namespaces and what iterates.</summary>
internal abstract class JinjaValue
{
    /// <summary>Python's name of the type, as its messages say it.</summary>
    public abstract string TypeName { get; }

    /// <summary>What a condition makes of it.</summary>
    public virtual bool IsTrue => true;
}

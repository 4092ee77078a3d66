using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>A model that cannot be made.</summary>
public sealed class BrokenModel : DelegatingChatClient
{
    /// <summary>Fails.</summary>
    public BrokenModel()
        : base(new SupportModel([])) => throw new InvalidOperationException("weights.bin is not there");
}

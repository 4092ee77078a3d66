using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models;

/// <summary>What a provider is given to make one model from.</summary>
/// <param name="Name">The model's name in the configuration.</param>
/// <param name="Configuration">Its section, paths absolute.</param>
/// <param name="Place">Where the section stands, for messages: <c>eval.config.json: $.models.q8_0</c>.</param>
/// <param name="CacheFolder">Where models made on the fly are kept.</param>
/// <param name="Remake">Make cached models again.</param>
public sealed record ModelSource(
    string Name, ModelConfiguration Configuration, string Place, string CacheFolder, bool Remake = false)
{
    /// <summary>The configured path.</summary>
    /// <exception cref="InvalidInputException">There is none, and this provider needs one.</exception>
    public string RequirePath(string meaning) => Configuration.Path ?? throw new InvalidInputException(
        Place, "no path", $"\"path\" of {meaning}", "Add \"path\" to the model.");
}

using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>The metrics that a configuration brings with it; each is made once, and ended with the run.</summary>
/// <param name="metrics">Their sections, by name.</param>
/// <param name="folder">Folder of the configuration file.</param>
/// <param name="fileName">The configuration file, for messages.</param>
internal sealed class CustomMetrics(
    IReadOnlyDictionary<string, CustomMetricConfiguration> metrics, string folder, string fileName) : IDisposable
{
    private readonly Dictionary<string, ICustomMetric> _made = new(StringComparer.Ordinal);

    /// <summary>The metric of a name such as <c>custom:polite</c>.</summary>
    /// <exception cref="InvalidInputException">It cannot be made.</exception>
    public IMetric Get(string metric)
    {
        string name = CustomMetricConfiguration.NameOf(metric)!;
        if (!_made.TryGetValue(name, out ICustomMetric? made))
        {
            _made[name] = made = Create(metrics[name], name, $"{fileName}: $.customMetrics.{name}");
        }

        return made;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ICustomMetric metric in _made.Values)
        {
            metric.Dispose();
        }
    }

    private ICustomMetric Create(CustomMetricConfiguration metric, string name, string place)
    {
        MetricDefinition definition = metric.ToDefinition(name);
        if (metric.Assembly is { } assembly)
        {
            (IMetric found, string sha256) = MetricAssembly.Create(assembly, metric.Type, place + ".assembly");
            return new GuardedMetric(definition, found, sha256);
        }

        if (metric.Recorded is { } recorded)
        {
            return new RecordedMetric(definition, recorded);
        }

        IReadOnlyList<string> command = metric.Command!;
        string program = ProgramFile.Find(command[0], folder, Environment.GetEnvironmentVariable("PATH"))
            ?? throw new InvalidInputException(
                $"{place}.command[0]", $"\"{command[0]}\", which is no program", "a program in PATH or a path to one",
                "Paths are relative to the configuration file.");
        return new ProcessMetric(
            definition, [program, .. command.Skip(1)], folder, TimeSpan.FromSeconds(metric.TimeoutSeconds),
            HashOf(command));
    }

    // Of the command itself and of every file that it names, so that another script is another metric.
    private string HashOf(IReadOnlyList<string> command)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string word in command)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(word + "\n"));
            string path = Path.GetFullPath(word, folder);
            if (File.Exists(path))
            {
                using FileStream file = File.OpenRead(path);
                hash.AppendData(SHA256.HashData(file));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Endpoints;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>Models that a program serves: it is started for them, asked like any endpoint, and stopped.</summary>
internal sealed class ProcessProvider : IModelProvider
{
    private const string DefaultEndpointPath = "/v1";
    private const int DefaultStartSeconds = 300;

    // A server may have to load its model for the first answer.
    private static readonly TimeSpan s_firstAnswer = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public string Name => "process";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        CommandOf(source);
        ModelConfiguration model = source.Configuration;
        (string Sha256, long Bytes)? weights = model.Path is null
            ? null
            : await source.Hashes.ReadAsync(model.Path, cancellationToken);

        // The same weights answer otherwise with other arguments: a smaller context, another cache type.
        byte[] all = JsonSerializer.SerializeToUtf8Bytes(new object?[]
        {
            weights?.Sha256, model.Model, model.Command!.Select(source.Redact), EndpointPathOf(model),
            model.Environment?.OrderBy(variable => variable.Key, StringComparer.Ordinal)
                .Select(variable => new[] { variable.Key, source.Redact(variable.Value) }),
        });
        if (model.DescribeRequests() is { Length: > 0 } requests)
        {
            all = [.. all, .. Encoding.UTF8.GetBytes(requests)];
        }

        return new ModelIdentity
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(all)),

            // Whether it does is seen once it is started.
            GivesEmbeddings = true,
            WeightsPath = model.Path,
            WeightsSha256 = weights?.Sha256,
            FileBytes = weights?.Bytes,
            Description = $"{ShownName(model)}, served by {Path.GetFileName(model.Command![0])}",
        };
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The server ends, or is not ready in time.</exception>
    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ModelConfiguration model = source.Configuration;
        int port = LoopbackPort.Take();
        Uri endpoint = new(FormattableString.Invariant($"http://127.0.0.1:{port}{EndpointPathOf(model)}"));
        ServerCommand command = CommandOf(source).Fill(model.Path ?? NameOf(model), port);
        ServerProcess server = Start(source, command);
        try
        {
            string? problem = await new ServerHealth(endpoint, model.ApiKey, model.Headers).FindProblemAsync(
                server, TimeSpan.FromSeconds(model.StartSeconds ?? DefaultStartSeconds), cancellationToken);
            if (problem is not null)
            {
                throw new InvalidInputException(
                    $"{source.Place}.command", problem, "a server that answers on ${port} of 127.0.0.1",
                    "Try the command by hand; if the server is only slow, raise \"startSeconds\".");
            }

            OpenAIChatClientAdapter client = new(
                endpoint, NameOf(model), model.ApiKey, model.Headers, model.Parameters, model.Stream == true,
                source.Notice);
            await RequireEmbeddingsAsync(source, client, cancellationToken);
            return new LoadedModel(
                new ServedChatClient(new EmbeddingAnswers(client, client.Embeddings), server),
                Stopwatch.GetElapsedTime(started),
                streams: false);
        }
        catch (OperationCanceledException)
        {
            server.Hurry();
            server.Dispose();
            throw;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static async Task RequireEmbeddingsAsync(
        ModelSource source, OpenAIChatClientAdapter client, CancellationToken cancellationToken)
    {
        if (source.Embeds
            && await EmbeddingProbe.FindProblemAsync(client.Embeddings, s_firstAnswer, cancellationToken)
                is { } problem)
        {
            client.Dispose();
            throw new InvalidInputException(
                $"{source.Place}.command", $"a server without embeddings ({problem})",
                "a server with /embeddings, for \"ranking\": \"embedding\"",
                "Serve an embedding model: llama-server, for example, needs --embeddings.");
        }
    }

    private static ServerCommand CommandOf(ModelSource source)
    {
        IReadOnlyList<string> words = source.Configuration.Command!;
        string program = ProgramFile.Find(words[0], source.Folder, Environment.GetEnvironmentVariable("PATH"))
            ?? throw new ModelUnavailableException(
                $"{source.Place}.command[0]",
                $"\"{source.Redact(words[0])}\", which is neither on PATH nor an executable file",
                "a program that serves the model",
                "Install it, or write its path relative to the configuration file.");
        return new ServerCommand
        {
            Program = program,
            Arguments = [.. words.Skip(1)],
            Environment = source.Configuration.Environment ?? new Dictionary<string, string>(),
            Folder = source.Folder,
        };
    }

    private static ServerProcess Start(ModelSource source, ServerCommand command)
    {
        ServerLog log = ServerLog.Open(source.LogFolder, source.Name, DateTimeOffset.UtcNow, source.Redact);
        try
        {
            return ServerProcess.Start(command, log);
        }
        catch (Win32Exception refused)
        {
            throw new InvalidInputException(
                $"{source.Place}.command",
                FormattableString.Invariant(
                    $"a program that the system cannot start (error {refused.NativeErrorCode})"),
                "a program that serves the model", "Try the command by hand.");
        }
    }

    // A server that is given weights without a name usually calls the model by their path.
    private static string NameOf(ModelConfiguration model) => (model.Model ?? model.Path)!;

    private static string ShownName(ModelConfiguration model) => model.Model ?? Path.GetFileName(model.Path)!;

    private static string EndpointPathOf(ModelConfiguration model) => model.EndpointPath ?? DefaultEndpointPath;
}

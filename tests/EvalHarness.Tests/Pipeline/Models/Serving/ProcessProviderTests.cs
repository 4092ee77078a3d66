using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.Pipeline.Models.Serving;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Models.Serving;

public sealed class ProcessProviderTests : IDisposable
{
    private static readonly ModelConfiguration s_model = new() { Provider = "process", Model = "served" };

    private readonly TemporaryFolder _folder = new();

    private string PidFile => _folder.File("pids");

    [Theory]
    [InlineData("--ready-after", "400")]
    [InlineData("--no-health", "")]
    public async Task AModelIsAskedAsSoonAsItsServerIsReady(string option, string value)
    {
        using LoadedModel model = await LoadAsync(Serving(option, value));
        ChatResponse answer = await model.Client.GetResponseAsync(new ChatMessage(ChatRole.User, "What is item 7?"));
        Assert.Equal(("answer 7", "served"), (answer.Text, answer.ModelId));
        Assert.False(model.Streams);
        Assert.True(option == "--no-health" || model.LoadTime >= TimeSpan.FromSeconds(0.4), $"{model.LoadTime}");
    }

    [Fact]
    public async Task APortMayBeGivenInTheEnvironment()
    {
        using LoadedModel model = await LoadAsync(Serving("--port-from", "WHERE") with
        {
            Environment = new Dictionary<string, string> { ["WHERE"] = "${port}" },
        });
        Assert.Equal("hello", (await model.Client.GetResponseAsync(new ChatMessage(ChatRole.User, "hello"))).Text);
    }

    [LinuxFact]
    public async Task TheServerEndsWithTheModel()
    {
        LoadedModel model = await LoadAsync(Serving("--children", PidFile));
        int[] all = await ServerPrograms.ReadProcessesAsync(PidFile, 3);
        model.Dispose();
        Assert.DoesNotContain(all, ServerPrograms.IsAlive);
    }

    [Fact]
    public async Task AServerThatEndsAtOnceIsReportedWithItsLastWords()
    {
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => LoadAsync(Serving("--print", "no such GPU, hunter2", "--exit", "3")));
        InputError one = Assert.Single(mistake.Errors);
        Assert.Equal("eval.config.json: $.models.m.command", one.Location);
        Assert.StartsWith("a server that ended with exit code 3 (its log: ", one.Actual, StringComparison.Ordinal);
        Assert.Contains("| no such GPU, ${KEY}\n", one.Actual, StringComparison.Ordinal);
        string log = Assert.Single(Directory.GetFiles(_folder.File(".evalharness/logs")));
        Assert.Contains(log, one.Actual, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(log), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task AServerThatIsNotReadyInTimeIsStopped()
    {
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(() => LoadAsync(
            Serving("--ready-after", "60000", "--children", PidFile) with { StartSeconds = 0.8 }));
        Assert.Contains("not ready after 0.8 s", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("startSeconds", mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await ServerPrograms.ReadProcessesAsync(PidFile, 1), ServerPrograms.IsAlive);
    }

    [LinuxFact]
    public async Task CancellingTheStartStopsTheServer()
    {
        using CancellationTokenSource stop = new();
        Task<LoadedModel> loading = LoadAsync(Serving("--ready-after", "60000", "--children", PidFile), stop.Token);
        int[] all = await ServerPrograms.ReadProcessesAsync(PidFile, 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        Assert.DoesNotContain(all, ServerPrograms.IsAlive);
    }

    [Fact]
    public async Task AKeyIsGivenToTheServerAndAWrongOneIsReported()
    {
        ModelConfiguration locked = Serving("--no-health", "--key", "hunter2");
        using LoadedModel model = await LoadAsync(locked with { ApiKey = "hunter2" });
        Assert.Equal("hello", (await model.Client.GetResponseAsync(new ChatMessage(ChatRole.User, "hello"))).Text);
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => LoadAsync(locked with { ApiKey = "wrong" }));
        Assert.Contains("refuses the key", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatDiesWhileItIsAskedIsNotAskedAgain()
    {
        using LoadedModel model = await LoadAsync(Serving("--die-after", "1"));
        await model.Client.GetResponseAsync(new ChatMessage(ChatRole.User, "one"));
        EndpointException failure = await Assert.ThrowsAsync<EndpointException>(async () =>
        {
            // The connection may break a moment before the process is seen to have ended.
            for (int i = 0; i < 50; i++)
            {
                try
                {
                    await model.Client.GetResponseAsync(new ChatMessage(ChatRole.User, "two"));
                }
                catch (EndpointException early) when (early.IsTransient)
                {
                    await Task.Delay(100);
                }
            }
        });
        Assert.False(failure.IsTransient);
        Assert.Contains("ended with exit code 7", failure.Message, StringComparison.Ordinal);
        Assert.Contains("| out of memory", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProgramThatIsNotThereIsReportedWithoutStartingAnything()
    {
        ModelUnavailableException absence = await Assert.ThrowsAsync<ModelUnavailableException>(
            () => IdentifyAsync(s_model with { Command = ["no-such-server", "${port}"] }));
        Assert.Equal("eval.config.json: $.models.m.command[0]", Assert.Single(absence.Errors).Location);
    }

    [Fact]
    public async Task AModelIsKnownByItsWeightsItsCommandAndItsName()
    {
        string weights = _folder.Write("m.gguf", "weights");
        ModelConfiguration model = Serving() with { Path = weights, Model = null };
        ModelIdentity identity = await IdentifyAsync(model);
        Assert.Equal((weights, 7L), (identity.WeightsPath, identity.FileBytes));
        Assert.Equal("m.gguf, served by dotnet", identity.Description);
        Assert.False(identity.GivesLogLikelihoods);
        HashSet<string> hashes = [identity.Sha256];
        Assert.True(hashes.Add((await IdentifyAsync(model with { Model = "named" })).Sha256));
        Assert.True(hashes.Add((await IdentifyAsync(model with { Command = [.. model.Command!, "--more"] })).Sha256));
        _folder.Write("m.gguf", "other weights");
        Assert.True(hashes.Add((await IdentifyAsync(model)).Sha256));
        _folder.Write("m.gguf", "weights");
        Assert.False(hashes.Add((await IdentifyAsync(model)).Sha256));
        Assert.False(hashes.Add((await IdentifyAsync(model with { StartSeconds = 9 })).Sha256));
    }

    [Fact]
    public async Task WeightsInAFolderAreKnownByEveryFile()
    {
        Directory.CreateDirectory(_folder.File("w/sub"));
        _folder.Write("w/sub/b", "two");
        _folder.Write("w/a", "one");
        ModelConfiguration model = Serving() with { Path = _folder.File("w") };
        ModelIdentity before = await IdentifyAsync(model);
        Assert.Equal(6L, before.FileBytes);
        _folder.Write("w/sub/b", "six");
        Assert.NotEqual(before.Sha256, (await IdentifyAsync(model)).Sha256);
    }

    [Fact]
    public async Task ASecretDoesNotChangeWhatAModelIs()
    {
        ModelIdentity one = await IdentifyAsync(Serving("--key", "hunter2"));
        Assert.Equal(one.Sha256, (await IdentifyAsync(Serving("--key", "${KEY}"))).Sha256);
    }

    public void Dispose() => _folder.Dispose();

    private static ModelConfiguration Serving(params string[] words) =>
        s_model with { Command = ServerPrograms.Command([.. words.Where(word => word.Length > 0)]) };

    private Task<LoadedModel> LoadAsync(ModelConfiguration model, CancellationToken cancellationToken = default) =>
        new ProcessProvider().LoadAsync(Source(model), new ModelIdentity { Sha256 = "" }, cancellationToken);

    private Task<ModelIdentity> IdentifyAsync(ModelConfiguration model) =>
        new ProcessProvider().IdentifyAsync(Source(model), CancellationToken.None);

    private ModelSource Source(ModelConfiguration model) =>
        new("m", model, "eval.config.json: $.models.m", _folder.File("cache"))
        {
            Folder = _folder.Path,
            Redact = text => text.Replace("hunter2", "${KEY}", StringComparison.Ordinal),
        };
}

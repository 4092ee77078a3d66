using System.Net;
using EvalHarness.Cli.Options;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Runs.Iterating;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.SemanticKernel;
using EvalHarness.Web.Hosting;
using EvalHarness.Web.Reviewing;

namespace EvalHarness.Tests.Testing;

/// <summary>A scripted evaluation that was run, with its review pages served on a free port.</summary>
internal sealed class ReviewedRun : IAsyncDisposable
{
    private readonly ReviewSource _source;
    private readonly ReviewServer _server;
    private readonly bool _ownsEvaluation;

    private ReviewedRun(
        ScriptedEvaluation evaluation, bool ownsEvaluation, IStoredRuns store, ReviewSource source, ReviewServer server,
        string id)
    {
        (Evaluation, _ownsEvaluation, Store, _source, _server, Id) =
            (evaluation, ownsEvaluation, store, source, server, id);
        Origin = new Uri(server.Launch.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>The evaluation.</summary>
    public ScriptedEvaluation Evaluation { get; }

    /// <summary>Its store.</summary>
    public IStoredRuns Store { get; }

    /// <summary>Id of the run.</summary>
    public string Id { get; }

    /// <summary>Where the pages are.</summary>
    public Uri Origin { get; }

    /// <summary>The address that opens them.</summary>
    public Uri Launch => _server.Launch;

    /// <summary>Failures behind pages.</summary>
    public List<Exception> Failures { get; } = [];

    /// <summary>Runs an evaluation and serves it.</summary>
    public static async Task<ReviewedRun> StartAsync(ScriptedEvaluation? evaluation = null)
    {
        ScriptedEvaluation own = evaluation ?? new();
        CommandResult run = await own.RunAsync("run", "--quiet");
        Assert.True(run.Code is ExitCode.Passed or ExitCode.Failed or ExitCode.Inconclusive, run.Error);
        return await ServeAsync(own, evaluation is null);
    }

    /// <summary>Serves an evaluation that was run.</summary>
    public static async Task<ReviewedRun> ServeAsync(ScriptedEvaluation evaluation, bool ownsEvaluation = false)
    {
        const string name = "sqlite:.evalharness/runs.db";
        IStoredRuns store = RunStores.OpenForReading(name, evaluation.Folder)!;
        List<Exception> failures = [];
        ReviewSource source = new(
            store, RunStores.PathOf(name, evaluation.Folder), TimeProvider.System, failures.Add,
            () =>
            {
                ResolvedConfiguration configuration = ConfigurationFile.Load(evaluation.Combine("eval.config.json"));
                RunKernel kernel = RunKernel.FromConfiguration(configuration);
                return new JudgeBench(
                    configuration, RunStores.Open(name, evaluation.Folder), Providers.Create(kernel), kernel);
            });
        ReviewServer server = await ReviewServer.StartAsync(source, new(), "/", CancellationToken.None);
        ReviewedRun reviewed = new(
            evaluation, ownsEvaluation, store, source, server, (await store.ListRunsAsync(CancellationToken.None))[0].Id);
        reviewed.Failures.AddRange(failures);
        return reviewed;
    }

    /// <summary>A client whose session is open and that follows no redirection.</summary>
    public async Task<HttpClient> OpenAsync()
    {
        HttpClient client = CreateClient();
        using HttpResponseMessage launched = await client.GetAsync(Launch);
        Assert.Equal(HttpStatusCode.Redirect, launched.StatusCode);
        return client;
    }

    /// <summary>A client without a session.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        BaseAddress = Origin,
    };

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _source.DisposeAsync();
        await Store.DisposeAsync();
        if (_ownsEvaluation)
        {
            Evaluation.Dispose();
        }
    }
}

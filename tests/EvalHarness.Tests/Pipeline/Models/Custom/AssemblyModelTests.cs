using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Models.Custom;

/// <summary>Models that users wrote as a type of an assembly: <c>"provider": "assembly"</c>.</summary>
public sealed class AssemblyModelTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 20);

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task ACandidateOfAnAssemblyMayShip()
    {
        Use(Model("SupportModel"));
        (CommandResult result, JsonNode report) = await RunAsync();

        Assert.True(result.Code == ExitCode.Passed, result.Error + result.Output);
        JsonNode own = report["models"]!["own"]!;
        Assert.Equal(0, (int)own["errors"]!);
        Assert.Contains("SupportModel of EvalHarness.Tests.dll", own.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SettingsReachTheConstructorAndAreAPartOfWhatTheModelIs()
    {
        Use(Model("SupportModel"));
        (_, JsonNode before) = await RunAsync();
        Use(Model("SupportModel", new() { ["word"] = "reply" }));
        (CommandResult result, JsonNode after) = await RunAsync();

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.NotEqual(IdentityIn(before), IdentityIn(after));
    }

    [Theory]
    [InlineData("nothing", "The model SupportModel gave no answer.")]
    [InlineData("end at once", "gave an empty text without a finish reason")]
    [InlineData("fail", "The model SupportModel failed: no route with the key ${OWN_MODEL_KEY}")]
    public async Task WhatIsNoAnswerIsAnErrorAndNoOutput(string does, string said)
    {
        Environment.SetEnvironmentVariable("OWN_MODEL_KEY", "sesame-4711");
        Use(Model("SupportModel", new() { ["does"] = does, ["apiKey"] = "${OWN_MODEL_KEY}" }));
        (CommandResult result, JsonNode report) = await RunAsync();

        Assert.Equal(ExitCode.Incomplete, result.Code);
        JsonNode own = report["models"]!["own"]!;
        Assert.Equal(0, (int)own["outputs"]!);
        Assert.True((int)own["errors"]! > 0);
        Assert.Contains(said, result.Output + result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LikelihoodsOfAModelThatGivesThemAreMeasured()
    {
        _evaluation.Configuration["tasks"]!["ask"]!["metrics"]!.AsArray().Add("nll");
        Use(Model("SupportModel"));
        await RefusedAsync("GetService of SupportModel gives no ILogLikelihoodModel");

        _evaluation.Configuration["baseline"] = "own";
        _evaluation.Configuration["candidates"] = new JsonArray("twin");
        _evaluation.Configuration["models"]!["twin"] = Model("SupportModel", new() { ["likelihoods"] = true });
        Use(Model("SupportModel", new() { ["likelihoods"] = true }));
        (_, JsonNode report) = await RunAsync();
        Assert.Equal(0, (int)report["models"]!["twin"]!["errors"]!);
        Assert.Contains("ask/nll", report.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public Task AnAssemblyWithSeveralModelsIsAskedForOne()
    {
        Use(Model(type: null));
        return RefusedAsync(
            "$.models.own.assembly", "which has BrokenModel, SupportModel, VectorModel", "Name one by \"type\": BrokenModel");
    }

    [Fact]
    public Task ATypeThatIsNotThereIsNamed()
    {
        Use(Model("SuportModel"));
        return RefusedAsync("which has no model \"SuportModel\"");
    }

    [Fact]
    public Task AnAssemblyWithoutModelsIsToldWhatToAdd()
    {
        Use(Model(type: null, assembly: KernelSample.AssemblyPath));
        return RefusedAsync(
            "KernelAssembly.dll, which has no model",
            "implements IChatClient and has a public constructor of JsonObject or some or none");
    }

    [Fact]
    public Task AConstructorThatFailsIsQuoted()
    {
        Use(Model("BrokenModel"));
        return RefusedAsync("BrokenModel, whose constructor failed: weights.bin is not there");
    }

    [Fact]
    public Task SettingsForAConstructorThatTakesNoneAreRefused()
    {
        Use(Model("BrokenModel", new() { ["word"] = "x" }));
        return RefusedAsync("$.models.own.settings", "settings for BrokenModel, whose constructor takes none");
    }

    [Fact]
    public Task ASecretInClearTextIsRefused()
    {
        Use(Model("SupportModel", new() { ["service"] = new JsonObject { ["api_key"] = "sesame" } }));
        return RefusedAsync("$.models.own.settings.service.api_key", "a secret in clear text");
    }

    [Fact]
    public Task AFileThatIsMissingIsNamed()
    {
        Use(Model(type: null, assembly: "bin/Mine.dll"));
        return RefusedAsync("$.models.own.assembly", "no such file: \"bin/Mine.dll\"");
    }

    private void Use(JsonObject model)
    {
        _evaluation.Configuration["models"]!["own"] = model;
        _evaluation.Configuration["candidates"] ??= new JsonArray();
        if ((string?)_evaluation.Configuration["baseline"] != "own")
        {
            _evaluation.Configuration["candidates"] = new JsonArray("own");
        }
    }

    private static JsonObject Model(string? type, JsonObject? settings = null, string? assembly = null)
    {
        JsonObject model = new()
        {
            ["provider"] = "assembly",
            ["assembly"] = assembly ?? typeof(SupportModel).Assembly.Location,
        };
        if (type is not null)
        {
            model["type"] = type;
        }

        if (settings is not null)
        {
            model["settings"] = settings;
        }

        return model;
    }

    private static string IdentityIn(JsonNode report) => (string)report["manifest"]!["models_sha256"]!["own"]!;

    private async Task<(CommandResult Result, JsonNode Report)> RunAsync()
    {
        CommandResult result = await _evaluation.RunAsync("run", "--json");
        Assert.True(result.Output.Length > 0, result.Error);
        return (result, JsonNode.Parse(result.Output)!);
    }

    private async Task RefusedAsync(params string[] said)
    {
        CommandResult result = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.All(said, text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
    }
}

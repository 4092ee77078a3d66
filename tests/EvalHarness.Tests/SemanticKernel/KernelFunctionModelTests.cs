using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Endpoints;
using EvalHarness.SemanticKernel;
using EvalHarness.Tests.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class KernelFunctionModelTests
{
    private static readonly ChatMessage[] s_two = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "ready?")];

    [Fact]
    public async Task AFunctionAnswersThePrompt()
    {
        ChatResponse response = await AskAsync((string question, int retries = 3) => $"{question} {retries} times");
        Assert.Equal(("ready? 3 times", ChatFinishReason.Stop), (response.Text, response.FinishReason));
        Assert.Null(response.Usage);
    }

    [Fact]
    public async Task AFunctionMayAnswerWithNothing() =>
        Assert.Equal("", (await AskAsync((string question) => "")).Text);

    [Fact]
    public async Task AFunctionWithAChatHistoryGetsEveryMessage()
    {
        ChatResponse response = await AskAsync(
            (ChatHistory history) => string.Join(' ', history.Select(said => $"{said.Role}: {said.Content}")), s_two);
        Assert.Equal("system: Be brief. user: ready?", response.Text);
    }

    [Fact]
    public async Task AFunctionOfOneTextLosesNoMessageWithoutAWord()
    {
        EndpointException refused = await Assert.ThrowsAsync<EndpointException>(
            () => AskAsync((string question) => question, s_two));
        Assert.False(refused.IsTransient);
        Assert.Contains("the messages system, user", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFunctionThatFailsIsNoAnswer()
    {
        EndpointException broken = await Assert.ThrowsAsync<EndpointException>(
            () => AskAsync(string (string question) => throw new InvalidOperationException("no index")));
        Assert.Equal(("The function app.ask failed: no index", false), (broken.Message, broken.IsTransient));
        EndpointException passing = await Assert.ThrowsAsync<EndpointException>(
            () => AskAsync(string (string question) => throw new HttpRequestException("reset")));
        Assert.True(passing.IsTransient);
        EndpointException nothing = await Assert.ThrowsAsync<EndpointException>(
            () => AskAsync(string? (string question) => null));
        Assert.Contains("gave no answer", nothing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APromptFunctionKeepsUsageAndFinishReason()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer("yes"));
        Kernel own = EndpointKernel.Create(endpoint);
        own.Plugins.AddFromFunctions(
            "app", [KernelFunctionFactory.CreateFromPrompt("Answer: {{$question}}", functionName: "ask")]);
        await using RunKernel kernel = RunKernel.From(own);
        using LoadedModel model = await LoadAsync(kernel, Function("app.ask"));
        ChatResponse response = await model.Client.GetResponseAsync("ready?");
        Assert.Equal(("yes", ChatFinishReason.Stop, 10L),
            (response.Text, response.FinishReason, response.Usage!.OutputTokenCount));
    }

    [Fact]
    public async Task AServiceOfTheKernelIsAModelAndStaysTheKernels()
    {
        using OwnedClient client = new();
        await using RunKernel kernel = RunKernel.Create(builder =>
            builder.Services.AddKeyedSingleton<IChatClient>("own", client));
        ModelConfiguration service = new() { Provider = "semantic-kernel", Service = "own" };
        using (LoadedModel model = await LoadAsync(kernel, service))
        {
            Assert.Equal("yes", (await model.Client.GetResponseAsync("ready?")).Text);
        }

        Assert.False(client.IsDisposed);
    }

    [Theory]
    [InlineData("app.aks", "Did you mean \"app.ask\"?")]
    [InlineData("app.two", "one string or ChatHistory")]
    [InlineData("app.none", "one string or ChatHistory")]
    public async Task AFunctionThatCannotBeAskedIsFoundBeforeAnySample(string name, string said)
    {
        await using RunKernel kernel = Of(
            KernelFunctionFactory.CreateFromMethod((string question) => "", "ask"),
            KernelFunctionFactory.CreateFromMethod((string question, string style) => "", "two"),
            KernelFunctionFactory.CreateFromMethod(() => "", "none"));
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => new SemanticKernelProvider(kernel).IdentifyAsync(Source(Function(name)), default));
        Assert.Contains("$.models.m.function", mistake.Message, StringComparison.Ordinal);
        Assert.Contains(said, mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServiceThatIsMissingIsFoundBeforeAnySample()
    {
        await using RunKernel kernel = RunKernel.Create();
        ModelConfiguration service = new() { Provider = "semantic-kernel", Service = "gpt" };
        InvalidInputException mistake = await Assert.ThrowsAsync<InvalidInputException>(
            () => new SemanticKernelProvider(kernel).IdentifyAsync(Source(service), default));
        Assert.Contains("$.models.m.service", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherVersionOfTheKernelIsAnotherModel()
    {
        KernelFunction ask = KernelFunctionFactory.CreateFromMethod((string question) => "", "ask");
        List<string> known = [];
        foreach (string? version in new[] { null, "1", "2" })
        {
            await using RunKernel kernel =
                RunKernel.Create(builder => builder.Plugins.AddFromFunctions("app", [ask]), version);
            known.Add((await new SemanticKernelProvider(kernel).IdentifyAsync(Source(Function("app.ask")), default))
                .Sha256);
        }

        Assert.Equal(3, known.Distinct().Count());
    }

    private static ModelConfiguration Function(string name) => new() { Provider = "semantic-kernel", Function = name };

    private static ModelSource Source(ModelConfiguration model) => new("m", model, "eval.config.json: $.models.m", "");

    private static RunKernel Of(params KernelFunction[] functions) =>
        RunKernel.Create(builder => builder.Plugins.AddFromFunctions("app", functions));

    private static async Task<LoadedModel> LoadAsync(RunKernel kernel, ModelConfiguration model)
    {
        SemanticKernelProvider provider = new(kernel);
        return await provider.LoadAsync(
            Source(model), await provider.IdentifyAsync(Source(model), default), default);
    }

    private static async Task<ChatResponse> AskAsync(Delegate function, params ChatMessage[] messages)
    {
        await using RunKernel kernel = Of(KernelFunctionFactory.CreateFromMethod(function, "ask"));
        using LoadedModel model = await LoadAsync(kernel, Function("app.ask"));
        return await model.Client.GetResponseAsync(
            messages.Length > 0 ? messages : [new ChatMessage(ChatRole.User, "ready?")]);
    }

    private sealed class OwnedClient() : DelegatingChatClient(AnsweringClient.Saying("yes"))
    {
        public bool IsDisposed { get; private set; }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}

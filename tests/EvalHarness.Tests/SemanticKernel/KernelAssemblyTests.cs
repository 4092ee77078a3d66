using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;
using Microsoft.SemanticKernel;

namespace EvalHarness.Tests.SemanticKernel;

public sealed class KernelAssemblyTests
{
    [Fact]
    public async Task AnAssemblyIsLoadedAndItsPluginsAreThere()
    {
        CommandResult valid = await ValidateAsync(KernelSample.AssemblyPath, "support.answer");
        Assert.True(valid.Code == ExitCode.Passed, valid.Error);
    }

    [Fact]
    public async Task AFunctionThatTheAssemblyDoesNotAddIsNamed()
    {
        CommandResult wrong = await ValidateAsync(KernelSample.AssemblyPath, "support.answers");
        Assert.Equal(ExitCode.BadInput, wrong.Code);
        Assert.Contains("Did you mean \"support.answer\"?", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFileThatIsMissingIsNamedWithItsPlace()
    {
        CommandResult missing = await ValidateAsync("nowhere.dll");
        Assert.Equal(ExitCode.BadInput, missing.Code);
        Assert.Contains("$.kernel", missing.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere.dll", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public Task AFileThatIsNoAssemblyIsRefused() => RefusedAsync(
        path => File.WriteAllText(path, "MZ, but not really"), "not a .NET assembly");

    [Fact]
    public Task AnAssemblyWithoutTheMethodIsToldWhatToAdd() => RefusedAsync(
        path => Make(path, setups: 0), "has no such method", "public static void Configure(IKernelBuilder builder)");

    [Fact]
    public Task AnAssemblyWithTwoMethodsIsAskedForOne() => RefusedAsync(
        path => Make(path, setups: 2), "Setup0.Configure, Setup1.Configure", "Make all but one of them internal");

    [Fact]
    public Task AnAssemblyWhoseCodeFailsIsQuoted() => RefusedAsync(
        path => Make(path, setups: 1), "failed to configure the Kernel: AZURE_KEY is not set");

    [Fact]
    public Task AnAssemblyForANewerProgramIsToldTheVersion() => RefusedAsync(
        path => Make(path, setups: 1, isNewer: true), "built for EvalHarness.Core 99.0.0.0", "or older");

    private static async Task RefusedAsync(Action<string> make, params string[] said)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "Made.dll");
        make(path);
        CommandResult refused = await ValidateAsync(path);
        Assert.True(refused.Code == ExitCode.BadInput, refused.Error);
        Assert.Contains("eval.config.json: $.kernel", refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", refused.Error, StringComparison.Ordinal);
        Assert.All(said, text => Assert.Contains(text, refused.Error, StringComparison.Ordinal));
    }

    private static async Task<CommandResult> ValidateAsync(string path, string? function = null)
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        evaluation.Configuration["kernel"] = path;
        if (function is not null)
        {
            evaluation.Configuration["models"]!["equal"] = new JsonObject
            {
                ["provider"] = "semantic-kernel",
                ["function"] = function,
            };
        }

        return await evaluation.RunAsync("validate");
    }

    private static void Make(string path, int setups, bool isNewer = false)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Made"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Made");
        const TypeAttributes Static = TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed;
        for (int i = 0; i < setups; i++)
        {
            TypeBuilder setup = module.DefineType(FormattableString.Invariant($"Setup{i}"), Static);
            ILGenerator code = setup.DefineMethod(
                "Configure", MethodAttributes.Public | MethodAttributes.Static, typeof(void), [typeof(IKernelBuilder)])
                .GetILGenerator();
            code.Emit(OpCodes.Ldstr, "AZURE_KEY is not set");
            code.Emit(OpCodes.Newobj, typeof(InvalidOperationException).GetConstructor([typeof(string)])!);
            code.Emit(OpCodes.Throw);
            setup.CreateType();
        }

        if (isNewer)
        {
            AssemblyName name = new("EvalHarness.Core") { Version = new Version(99, 0, 0, 0) };
            TypeBuilder newer = new PersistedAssemblyBuilder(name, typeof(object).Assembly)
                .DefineDynamicModule("EvalHarness.Core").DefineType("Newer", TypeAttributes.Public);
            newer.CreateType();
            TypeBuilder user = module.DefineType("User", TypeAttributes.NotPublic);
            user.DefineField("_newer", newer, FieldAttributes.Private);
            user.CreateType();
        }

        assembly.Save(path);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelAssembly;

/// <summary>Found by the harness: the one public static method <c>Configure(IKernelBuilder)</c>.</summary>
public static class KernelSetup
{
    /// <summary>Configures the Kernel of a run.</summary>
    public static void Configure(IKernelBuilder builder)
    {
        builder.Plugins.AddFromType<Support>("support");
        builder.Services.AddSingleton<IFunctionInvocationFilter, JudgeLog>();
    }
}

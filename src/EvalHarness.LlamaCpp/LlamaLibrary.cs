using System.Reflection;
using LLama.Exceptions;
using LLama.Native;

namespace EvalHarness.LlamaCpp;

/// <summary>llama.cpp's native library, loaded once per process.</summary>
internal static class LlamaLibrary
{
    private static readonly Lazy<string?> s_fault = new(Load);

    /// <summary>Version of the package, and with it of llama.cpp: another one may give other logits.</summary>
    public static string Version { get; } = typeof(LlamaLibrary).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "LLamaSharp").Value!;

    /// <summary>The library is there, for this processor.</summary>
    public static bool IsUsable => s_fault.Value is null;

    /// <summary>Checks that the library can be used; to be called before any other use of it.</summary>
    /// <param name="location">What needs it, for messages.</param>
    /// <exception cref="InvalidInputException">It is absent, or not for this system.</exception>
    public static void Require(string location)
    {
        if (s_fault.Value is { } fault)
        {
            throw new InvalidInputException(
                location,
                $"llama.cpp's native library cannot be loaded: {fault}",
                "the library of this platform: Linux or Windows on x64 or arm64, or macOS",
                "Build or publish the program for this platform, with the package LLamaSharp.Backend.Cpu.");
        }
    }

    // The first call must be one of this class of functions: it is what finds the library.
    private static string? Load()
    {
        try
        {
            NativeLogConfig.llama_log_set(LlamaLog.Callback);
            NativeApi.llama_empty_call();
            return null;
        }
        catch (Exception absent) when (absent is TypeInitializationException or RuntimeError
            or DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return "no file \"llama\" under runtimes/, or none that this processor can run";
        }
    }
}

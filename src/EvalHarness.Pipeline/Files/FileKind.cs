using System.Runtime.InteropServices;

namespace EvalHarness.Pipeline.Files;

/// <summary>What a path leads to.</summary>
internal enum FileKind
{
    /// <summary>Nothing, or nothing that may be looked at.</summary>
    Missing,

    /// <summary>A file with an end.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A pipe: its end is up to whoever writes into it.</summary>
    Pipe,

    /// <summary>A device, a socket, or anything else.</summary>
    Other,
}

/// <summary>Finds out what a path leads to without opening it: to open a pipe is to wait for its writer.</summary>
internal static class FileKinds
{
    private const int TypeMask = 0xF000;

    /// <summary>What a path leads to, links followed.</summary>
    public static FileKind For(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.Exists(path) ? FileKind.Folder
                : !File.Exists(path) ? FileKind.Missing
                : (File.GetAttributes(path) & FileAttributes.Device) != 0 ? FileKind.Other
                : FileKind.Regular;
        }

        byte[] name = System.Text.Encoding.UTF8.GetBytes(path + "\0");
        return Stat(name, out FileStatus status) != 0 ? FileKind.Missing : (status.Mode & TypeMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Folder,
            0x1000 => FileKind.Pipe,
            _ => FileKind.Other,
        };
    }

    // The runtime's own stat: one layout on every Unix, where the C library has several.
    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte[] path, out FileStatus status);

    // Room for what later versions of the runtime may add.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct FileStatus
    {
        public int Flags;
        public int Mode;
    }
}

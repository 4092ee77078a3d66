using System.Security.Cryptography;
using System.Text;
using EvalHarness.Inference.Files;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Hub;

/// <summary>
/// Files of the hub on this machine: each is downloaded once, checked, and kept. A download that was cut off goes on
/// where it ended.
/// </summary>
/// <param name="options">Where they come from and where they are kept.</param>
/// <param name="progress">Told how far a download is, as a sentence; <c>null</c> for nobody.</param>
internal sealed class HubFiles(HubOptions options, Action<string>? progress = null)
{
    private const string PartExtension = ".part";
    private const string LockFolder = ".locks";
    private const string LockExtension = ".lock";

    private static readonly TimeSpan s_turn = TimeSpan.FromMilliseconds(200);

    /// <summary>The local path of a dataset: where a file of the hub is kept; any other path is its own.</summary>
    /// <param name="dataset">A path, or an address of the hub.</param>
    /// <param name="place">Where it is asked for, for errors.</param>
    /// <param name="cancellationToken">Ends the download; what has come stays for the next time.</param>
    /// <exception cref="InvalidInputException">The address is malformed, or the file cannot be had.</exception>
    public async Task<string> LocateAsync(string dataset, string place, CancellationToken cancellationToken)
    {
        if (!HubAddress.IsAddress(dataset))
        {
            return dataset;
        }

        if (!HubAddress.TryParse(dataset, out HubAddress? address))
        {
            throw new InvalidInputException(place, $"\"{dataset}\"", HubAddress.Form);
        }

        string path = address.ToPath(options.Folder);
        if (File.Exists(path))
        {
            return path;
        }

        if (options.IsOffline)
        {
            throw new InvalidInputException(
                place, $"{address}, which was not downloaded before", "a file in the cache, because of --offline",
                $"Run once without --offline (and without HF_HUB_OFFLINE), or put the file at {path}.");
        }

        if (options.Endpoint is not { } endpoint)
        {
            throw new InvalidInputException(
                "environment: HF_ENDPOINT", "no address of a hub", "an address that begins with https://");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using FileStream turn = await WaitForTurnAsync(LockOf(address), cancellationToken);
            if (!File.Exists(path))
            {
                string part = path + PartExtension;
                HubDownload download = new(endpoint, options.Token, address, place, progress);
                await download.RunAsync(part, cancellationToken);
                PartialFile.Adopt(part, path);
            }

            return path;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                place, $"{address}: {FileFailure.Describe(failure)}", "a file that can be downloaded",
                "Check the connection and the free disk space, and run again: the download goes on where it ended.");
        }
    }

    private string LockOf(HubAddress address)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.ToString())));
        return Path.Combine(options.Folder, LockFolder, name + LockExtension);
    }

    // Two processes must not write one file. The lock stays when it is free: who deletes it lets two in at once.
    private static async Task<FileStream> WaitForTurnAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        while (true)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(s_turn, cancellationToken);
            }
        }
    }
}

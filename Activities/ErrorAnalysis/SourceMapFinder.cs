using System.Security.Cryptography;
using System.Text;
using OpsFlow.Domain.CodeAnalysis;
using OpsFlow.Domain.CodeAnalysis.Mapping;
using OpsFlow.Domain.CodeAnalysis.SourceMaps;
using OpsFlow.Platform.Objects;

namespace OpsFlow.Activities.ErrorAnalysis;

/// <summary>
/// Tells a trace of built scripts by their sources: with the maps that lie in the repository, else with those that were
/// uploaded for the server.
/// </summary>
public sealed class SourceMapFinder(IObjectStore objects)
{
    private const string Ending = ".map";

    // Of all maps that a trace asks for: it may name many scripts, and whoever reports decides which.
    private const int MaxTotalBytes = 64 * 1024 * 1024;

    /// <summary>Where an uploaded map is kept.</summary>
    /// <param name="script">The script's name, with or without folders.</param>
    public static string KeyOf(string serverId, string script)
    {
        var name = script[(script.LastIndexOf('/') + 1)..];
        name = name.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) ? name[..^Ending.Length] : name;
        var id = SHA256.HashData(Encoding.UTF8.GetBytes($"{serverId}\n{name}"));
        return $"source-map-{Convert.ToHexStringLower(id)[..40]}";
    }

    /// <summary>The request with its trace told by sources, as far as there are maps.</summary>
    public async Task<AnalysisRequest> ApplyAsync(
        AnalysisRequest request, string serverId, ISourceTree tree, CancellationToken cancellationToken)
    {
        var found = new Dictionary<
            string, (IReadOnlyDictionary<(int Line, int Column), SourcePlace> Places, string Folder)>(
            StringComparer.Ordinal);
        var left = MaxTotalBytes;
        foreach (var (script, places) in SourceMappedTrace.Places(request.StackTrace))
        {
            cancellationToken.ThrowIfCancellationRequested();
            // One map at a time: of each nothing is kept but the places that the trace names.
            var path = SourceMappedTrace.PathOf(script);
            var (map, folder) = InTree(path, tree, Math.Min(left, SourceMap.MaxBytes))
                ?? (await objects.ReadAsync(KeyOf(serverId, path), cancellationToken), "");
            if (map is not null && map.Length <= left)
            {
                left -= map.Length;
                found[script] = (SourceMap.Find(map, places), folder);
            }
        }

        return found.Count == 0
            ? request
            : request with { StackTrace = SourceMappedTrace.Rewrite(request.StackTrace, found) };
    }

    // The one that shares the most of its path with the script's.
    private static (byte[]? Map, string Folder)? InTree(string script, ISourceTree tree, int maxBytes)
    {
        var parts = (script + Ending).Split('/');
        var best = tree.Files
            .Where(f => f.EndsWith(Ending, StringComparison.Ordinal)
                && f.AsSpan(f.LastIndexOf('/') + 1).SequenceEqual(parts[^1]))
            .OrderByDescending(f => CheckoutFiles.SharedEnd(f.Split('/'), parts)).ThenBy(f => f.Length)
            .FirstOrDefault();
        return best is not null && tree.Read(best, maxBytes).Content is { } bytes
            ? (bytes, best[..Math.Max(0, best.LastIndexOf('/'))])
            : null;
    }
}

using System.Text.Json.Nodes;

namespace OpsFlow.Infrastructure.GitHub;

/// <content>The modes of files: an executable file stays one.</content>
public sealed partial class GitHubClient
{
    private const string OrdinaryFile = "100644";
    private const string ExecutableFile = "100755";

    private async Task<IReadOnlyDictionary<string, string>> ModesAsync(
        string tree, IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        var whole = await TreeAsync(tree, "?recursive=1", cancellationToken);
        var isTruncated = whole["truncated"] is JsonValue value && value.TryGetValue<bool>(out var truncated) && truncated;
        var modes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var entry = isTruncated ? await WalkAsync(tree, path, cancellationToken) : Entry(whole, path);
            if (entry is not null && Text(entry, "mode") == ExecutableFile)
            {
                modes[path] = ExecutableFile;
            }
        }

        return modes;
    }

    // A very large tree is not given whole; folder by folder it is.
    private async Task<JsonNode?> WalkAsync(string tree, string path, CancellationToken cancellationToken)
    {
        JsonNode? entry = null;
        foreach (var name in path.Split('/'))
        {
            entry = Entry(await TreeAsync(entry is null ? tree : Text(entry, "sha"), "", cancellationToken), name);
            if (entry is null)
            {
                return null;
            }
        }

        return entry;
    }

    private Task<JsonObject> TreeAsync(string tree, string query, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Get, $"{Root}/git/trees/{tree}{query}", null, cancellationToken);

    private static JsonNode? Entry(JsonObject tree, string path) => (tree["tree"] as JsonArray)?
        .FirstOrDefault(e => e is JsonObject && Text(e, "path") == path);
}

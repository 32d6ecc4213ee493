using System.Net.Http.Json;

namespace OpsFlow.Engine.Tests.Endurance;

/// <summary>A connection through toxiproxy, which spoils it on command.</summary>
internal sealed class FaultyLink : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly Child _proxy;

    private FaultyLink(HttpClient http, Child proxy, int port)
    {
        _http = http;
        _proxy = proxy;
        Address = $"127.0.0.1:{port}";
    }

    /// <summary>The program, or null where it is not to be had.</summary>
    public static string? Program { get; } = Find();

    /// <summary>What callers connect to.</summary>
    public string Address { get; }

    public static async Task<FaultyLink> StartAsync(int serverPort)
    {
        var control = FreePort.Next();
        var proxy = new Child(Program!, ["-host", "127.0.0.1", "-port", $"{control}"]);
        await proxy.StartAsync();
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{control}/") };
        var port = FreePort.Next();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var made = await http.PostAsJsonAsync(
                    "proxies", new { name = "link", listen = $"127.0.0.1:{port}", upstream = $"127.0.0.1:{serverPort}", enabled = true });
                made.EnsureSuccessStatusCode();
                return new FaultyLink(http, proxy, port);
            }
            catch (HttpRequestException) when (attempt < 300)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Cuts or restores the connection.</summary>
    public async Task EnableAsync(bool enabled) =>
        (await _http.PostAsJsonAsync("proxies/link", new { enabled })).EnsureSuccessStatusCode();

    /// <summary>Adds a fault; <paramref name="stream"/> is <c>upstream</c> or <c>downstream</c>.</summary>
    public async Task AddAsync(string type, object attributes, string stream) => (await _http.PostAsJsonAsync(
        "proxies/link/toxics", new { name = $"{type}-{stream}", type, stream, toxicity = 1.0, attributes }))
        .EnsureSuccessStatusCode();

    public async Task RemoveAsync(string type, string stream) =>
        (await _http.DeleteAsync(new Uri($"proxies/link/toxics/{type}-{stream}", UriKind.Relative))).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _proxy.DisposeAsync();
    }

    private static string? Find()
    {
        var root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "Workflows.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        const string name = "toxiproxy-server";
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Append(root is null ? "" : Path.Combine(root, "..", "shared", "bin"))
            .Where(f => f.Length > 0).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }
}

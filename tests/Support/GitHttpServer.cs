using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpsFlow.Tests.Support;

/// <summary>
/// Git's own HTTP backend behind a real socket, with basic authentication and partial clones, as hosts have it.
/// </summary>
public sealed class GitHttpServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _root;
    private readonly string _authorization;

    private GitHttpServer(WebApplication app, string root, string token, string userName)
    {
        _app = app;
        _root = root;
        _authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{userName}:{token}"));
    }

    public string Url { get; private set; } = string.Empty;

    public List<string> Requests { get; } = [];

    /// <param name="certificate">Of the host; null for plain http.</param>
    public static async Task<GitHttpServer> StartAsync(
        string root, string token, string userName = "x-access-token", X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(
                o => o.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }

        builder.WebHost.UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0");
        var app = builder.Build();
        var server = new GitHttpServer(app, root, token, userName);
        app.Run(server.ServeAsync);
        await app.StartAsync();
        server.Url = app.Urls.First();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        lock (Requests)
        {
            Requests.Add($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString}");
        }

        if (http.Request.Headers.Authorization != _authorization)
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        var start = new ProcessStartInfo("git") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("http-backend");
        start.Environment["GIT_PROJECT_ROOT"] = _root;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["PATH_INFO"] = http.Request.Path.Value;
        start.Environment["QUERY_STRING"] = http.Request.QueryString.Value?.TrimStart('?');
        start.Environment["REQUEST_METHOD"] = http.Request.Method;
        start.Environment["CONTENT_TYPE"] = http.Request.ContentType ?? string.Empty;
        start.Environment["HTTP_CONTENT_ENCODING"] = http.Request.Headers.ContentEncoding.ToString();
        start.Environment["GIT_PROTOCOL"] = http.Request.Headers["Git-Protocol"].ToString();
        start.Environment["REMOTE_USER"] = "test";
        start.Environment["GIT_CONFIG_COUNT"] = "1";
        start.Environment["GIT_CONFIG_KEY_0"] = "safe.directory";
        start.Environment["GIT_CONFIG_VALUE_0"] = "*";
        using var process = Process.Start(start)!;
        await http.Request.Body.CopyToAsync(process.StandardInput.BaseStream);
        process.StandardInput.Close();
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output);
        await AnswerAsync(http, output.ToArray());
    }

    private static async Task AnswerAsync(HttpContext http, byte[] cgi)
    {
        var end = cgi.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(cgi, 0, end).Split("\r\n"))
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line.StartsWith("Status: ", StringComparison.Ordinal))
            {
                http.Response.StatusCode = int.Parse(line.AsSpan(8, 3), CultureInfo.InvariantCulture);
            }
            else
            {
                http.Response.Headers[line[..colon]] = line[(colon + 2)..];
            }
        }

        await http.Response.Body.WriteAsync(cgi.AsMemory(end + 4));
    }
}

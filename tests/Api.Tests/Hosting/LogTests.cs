using System.Text.Json;

namespace OpsFlow.Api.Tests.Hosting;

public sealed class LogTests
{
    private static readonly string[] s_required =
        ["@timestamp", "log.level", "message", "ecs.version", "service.name", "log.logger"];

    [Fact]
    public async Task Output_NoTerminalAndEverythingLogged_IsEcsAndHoldsNoSecret()
    {
        using var data = new TempFolder();
        // Nobody listens there.
        var slack = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        await using var app = await AppProcess.StartAsync(data.Path, new Dictionary<string, string>
        {
            ["Logging__LogLevel__Default"] = "Trace",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace",
            ["OTEL_SERVICE_NAME"] = "shop-watch",
            ["OPSFLOW_SLACK_BOT_TOKEN"] = "xoxb-slack-token-marker",
            ["OPSFLOW_SLACK_API_URL"] = $"{slack}",
        });
        using (var added = await app.Http.PostAsJsonAsync("api/v1/servers", new
        {
            name = "shop", hosts = new[] { "*" }, repositoryUrl = "https://git.example.invalid/shop.git",
            token = "repository-token-marker",
        }))
        {
            Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync());
        }

        using (var answer = await app.Http.PostAsJsonAsync("api/v1/webhook/error", new
        {
            serverName = "shop", serverIp = "10.0.0.1", errorType = "E", message = "body-marker",
            stackTrace = "trace-marker",
        }))
        {
            answer.EnsureSuccessStatusCode();
        }

        using var session = await app.Http.PostAsJsonAsync(
            "api/v1/session", new { name = "nobody", password = "password-marker" });
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "api/v1/servers");
        wrong.Headers.Authorization = new("Bearer", "opsflow_wrong-key-marker");
        using var refused = await app.Http.SendAsync(wrong);
        Assert.Equal(401, (int)refused.StatusCode);
        // Slack takes the address that it gives for a private answer for a password.
        var click = new JsonObject
        {
            ["type"] = "block_actions",
            ["response_url"] = $"{slack}actions/T1/response-url-marker",
            ["user"] = new JsonObject { ["id"] = "U1", ["username"] = "mina" },
            ["actions"] = new JsonArray(new JsonObject
            {
                ["action_id"] = "opsflow_approve",
                ["value"] = $"{Guid.NewGuid():n}:{new string('0', 64)}",
            }),
        };
        using var clicked = await app.Http.PostSlackAsync(
            $"payload={Uri.EscapeDataString(click.ToJsonString())}", "slack-signing-secret");
        clicked.EnsureSuccessStatusCode();
        Assert.True(await app.WaitForAsync("A private answer could not be sent", TimeSpan.FromMinutes(1)));

        var lines = app.Output.ToList();
        var output = string.Join('\n', lines);
        foreach (var secret in new[]
        {
            AppProcess.AdminKey, "xoxb-slack-token-marker", "repository-token-marker", "body-marker", "trace-marker",
            "password-marker", "wrong-key-marker", "slack-signing-secret",
            "response-url-marker",
        })
        {
            Assert.DoesNotContain(secret, output, StringComparison.Ordinal);
        }

        var entries = lines.Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.True(entries.Count > 20, $"only {entries.Count} entries");
        foreach (var entry in entries)
        {
            Assert.All(s_required, name => Assert.True(entry.TryGetProperty(name, out _), $"{name} in {entry}"));
            Assert.Equal("shop-watch", entry.GetProperty("service.name").GetString());
        }

        Assert.Contains(entries, e => e.TryGetProperty("trace.id", out var id) && id.GetString()!.Length == 32);
    }

    [Fact]
    public async Task Output_PlainWanted_IsForPeople()
    {
        using var data = new TempFolder();
        await using var app = await AppProcess.StartAsync(
            data.Path, new Dictionary<string, string> { ["OPSFLOW_LOG_FORMAT"] = "plain" });
        Assert.Contains(app.Output, l => l.StartsWith("OpsFlow listens on http://", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Output_KeyMadeAtTheStart_IsToldBesideTheLog()
    {
        using var data = new TempFolder();
        var info = new System.Diagnostics.ProcessStartInfo("dotnet", [Counterparts.Built("OpsFlow.Api")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (info.Environment["OPSFLOW_DATA"], info.Environment["OPSFLOW_PORT"]) = (data.Path, "0");
        info.Environment["OPSFLOW_TEMPORAL_PORT"] = "0";
        info.Environment.Remove("OPSFLOW_ADMIN_KEY");
        info.Environment.Remove("TEMPORAL_ADDRESS");
        using var process = System.Diagnostics.Process.Start(info)!;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            string? line;
            do
            {
                line = await process.StandardError.ReadLineAsync(patience.Token);
            }
            while (line?.StartsWith("Admin key (shown once): ", StringComparison.Ordinal) == false);
            Assert.NotNull(line);
            var key = line.Split(' ')[^1];
            process.Kill();
            Assert.DoesNotContain(key, await process.StandardOutput.ReadToEndAsync(patience.Token));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}

using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// A picture scanned through HTTP, the stages followed live, the label told when it is asked for, and the reward looked
/// for: exactly one. It is the same scan whenever it is repeated, so a second run brings nothing new.
/// </summary>
internal sealed class ScanDemo(DemoOptions options, DemoOutput output)
{
    private const string Key = "demo-scan";
    private const string Label = "투명 페트병";
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs the demonstration.</summary>
    /// <exception cref="DemoException">There is not exactly one reward.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var state = DemoState.LoadOrBegin(Path.Combine(options.Folder, "state.json"));
        var adminKey = options.AdminKey ?? state.AdminKey;
        await using var api = ApiProcess.Start(options, adminKey, state.SlackSigningSecret, output);
        using var client = new OpsFlowClient(await api.UrlAsync(cancellationToken), adminKey);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            await RunAsync(client, () => api.HasExited, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemoException($"the scan took longer than {s_patience.TotalMinutes} minutes");
        }
    }

    private async Task RunAsync(OpsFlowClient client, Func<bool> isGone, CancellationToken token)
    {
        var before = await CountsAsync(client, token);
        var known = await ScanAsync(client, token);
        var id = known["jobId"]!.ToString();
        output.Say(
            $"the picture was sent: scan {id}{(known["status"]!.ToString() == "Done" ? ", known from before" : "")}");
        await foreach (var e in client.EventsAsync($"scans/{id}", isGone, token))
        {
            var data = JsonNode.Parse(e.Data)!;
            Show(e, data);
            if (e.EventType == "needs_input")
            {
                await TellAsync(client, id, token);
            }
        }

        var again = await ScanAsync(client, token);
        if (again["jobId"]!.ToString() != id)
        {
            throw new DemoException("the same request became another scan");
        }

        await CheckAsync(client, id, before, token);
    }

    private static Task<JsonObject> ScanAsync(OpsFlowClient client, CancellationToken token) => client.SendAsync(
        () => new(HttpMethod.Post, "api/v1/scans")
        {
            Content = new MultipartFormDataContent
            {
                { new ByteArrayContent(File.ReadAllBytes(Picture)), "image", "bottle.jpg" },
            },
            Headers = { { "Idempotency-Key", Key }, { "Accept-Language", "ko" } },
        },
        token);

    private static string Picture => Path.Combine(AppContext.BaseDirectory, "bottle.jpg");

    private static async Task<(long Points, long Rows, long Owned)> CountsAsync(
        OpsFlowClient client, CancellationToken token)
    {
        var points = await client.SendAsync(() => new(HttpMethod.Get, "api/v1/users/me/points"), token);
        var owned = await client.SendAsync(() => new(HttpMethod.Get, "api/v1/users/me/characters"), token);
        return (
            points["total"]!.GetValue<long>(), points["scans"]!.GetValue<long>(),
            owned["items"]!.AsArray().Count(c => c!["scanId"] is not null));
    }

    private async Task TellAsync(OpsFlowClient client, string id, CancellationToken token)
    {
        var scan = await client.SendAsync(() => new(HttpMethod.Get, $"api/v1/scans/{id}"), token);
        // The event may be one that is shown again, after the answer.
        if (scan["status"]!.ToString() != "NeedsInput")
        {
            return;
        }

        await client.SendAsync(
            () => new(HttpMethod.Post, $"api/v1/scans/{id}/label")
            {
                Content = JsonContent.Create(new JsonObject { ["label"] = Label }),
            },
            token);
        output.Say($"  the label was told: {Label}");
    }

    // The writes do not hold the answer up: they are waited for here.
    private async Task CheckAsync(
        OpsFlowClient client, string id, (long Points, long Rows, long Owned) before, CancellationToken token)
    {
        JsonObject scan;
        while (true)
        {
            scan = await client.SendAsync(() => new(HttpMethod.Get, $"api/v1/scans/{id}"), token);
            if (scan["status"]!.ToString() != "Done")
            {
                throw new DemoException($"the scan is {scan["status"]}: {scan["detail"]}");
            }

            if (scan["reward"]?["character"] is null)
            {
                throw new DemoException($"there is no reward: {scan["reward"]?["reason"]}");
            }

            if (scan["reward"]!["writes"]!.AsObject().All(w => w.Value!.ToString() == "saved"))
            {
                break;
            }

            await Task.Delay(100, token);
        }

        var answer = scan["answer"]!;
        output.Say($"{answer["item"]}: {answer["category"]} {answer["subcategory"]}");
        output.Quote(answer["instructions"]!.AsArray().Select(i => $"- {i!["text"]} [{i["rule"]}]"));
        var after = await CountsAsync(client, token);
        var points = scan["reward"]!["points"]!.GetValue<long>();
        var expected = before.Rows == after.Rows ? before : (before.Points + points, before.Rows + 1, after.Owned);
        if (after != expected || after.Owned - before.Owned is < 0 or > 1 || after.Rows < 1)
        {
            throw new DemoException($"the user has {after}, and had {before} before");
        }

        output.Say(
            $"one reward: {scan["reward"]!["character"]!["name"]}, {points} points; "
            + $"{after.Rows} row in the ledger, {after.Owned} character owned, {after.Points} points"
            + (before == after ? "; nothing new" : ""));
    }

    private void Show(SseItem<string> e, JsonNode data) => output.Say(e.EventType switch
    {
        "stage" => $"  {data["seq"],3} {data["stage"]} {data["status"]}",
        _ => $"  {data["seq"],3} {e.EventType} {data["detail"]}".TrimEnd(),
    });
}

using System.Net;
using System.Text.Json.Nodes;
using OpsFlow.Infrastructure.Slack;

namespace OpsFlow.Activities.Tests.ErrorAnalysis.Notifications;

/// <summary>Slack that takes every message but those it is told to refuse.</summary>
internal sealed class ScriptedSlack : HttpMessageHandler
{
    private readonly Queue<(string Method, string Error)> _refusals = new();
    private int _posted;

    public List<(string Method, JsonObject Body)> Calls { get; } = [];

    public IEnumerable<JsonObject> Posts => Calls.Where(c => c.Method == "chat.postMessage").Select(c => c.Body);

    public IEnumerable<JsonObject> Updates => Calls.Where(c => c.Method == "chat.update").Select(c => c.Body);

    public SlackClient Client => new(
        new HttpClient(this, disposeHandler: false),
        new SlackOptions { ApiUrl = new("http://slack.test/api/"), BotToken = "t" });

    /// <summary>Refuses the next call of a method.</summary>
    public void Refuse(string method, string error) => _refusals.Enqueue((method, error));

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = request.RequestUri!.Segments[^1];
        if (method == "conversations.history")
        {
            return ScriptedHandler.Json(HttpStatusCode.OK, """{"ok":true,"messages":[]}""");
        }

        if (_refusals.TryPeek(out var refusal) && refusal.Method == method)
        {
            _refusals.Dequeue();
            return ScriptedHandler.Json(HttpStatusCode.OK, $$"""{"ok":false,"error":"{{refusal.Error}}"}""");
        }

        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!.AsObject();
        Calls.Add((method, body));
        var ts = method == "chat.update" ? body["ts"]!.ToString() : $"{++_posted}.0";
        return ScriptedHandler.Json(
            HttpStatusCode.OK, $$"""{"ok":true,"channel":"{{body["channel"]}}","ts":"{{ts}}"}""");
    }
}

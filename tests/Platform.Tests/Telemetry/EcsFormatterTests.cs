using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Telemetry;
using Temporalio.Testing;

namespace OpsFlow.Platform.Tests.Telemetry;

public sealed class EcsFormatterTests
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 4, 3, 2, 1, 6, TimeSpan.Zero);

    [Fact]
    public void Write_AnException_HasEveryFieldOnOneLine()
    {
        Activity.Current = null;
        var entry = Format("\"Ünlucky\"\n결과", new InvalidOperationException("no\nway"));

        Assert.Equal("2026-05-04T03:02:01.006Z", entry["@timestamp"]!.ToString());
        Assert.Equal(
            ("warn", "\"Ünlucky\"\n결과", "shop", "Some.Class", "Failed"),
            (Text(entry, "log.level"), Text(entry, "message"), Text(entry, "service.name"), Text(entry, "log.logger"),
                Text(entry, "event.action")));
        Assert.Equal(
            ("System.InvalidOperationException", "no\nway"), (Text(entry, "error.type"), Text(entry, "error.message")));
        Assert.StartsWith("System.InvalidOperationException: no", Text(entry, "error.stack_trace"));
        Assert.False(entry.ContainsKey("trace.id"));
        Assert.False(entry.ContainsKey("temporal.workflow.id"));
    }

    [Fact]
    public void Write_SecretsAndPersonalData_AreTakenOut()
    {
        var entry = Format("of mina@shop.kr", new InvalidOperationException("Password=s3cret!;Host=db"));

        Assert.Equal("of [email]", Text(entry, "message"));
        Assert.Equal("Password=[credential];Host=db", Text(entry, "error.message"));
        Assert.DoesNotContain("s3cret", Text(entry, "error.stack_trace"), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WithinASpan_NamesIt()
    {
        using var span = new Activity("span").SetIdFormat(ActivityIdFormat.W3C).Start();
        var entry = Format("x");

        Assert.Equal(
            ($"{span.TraceId}", $"{span.SpanId}"), (Text(entry, "trace.id"), Text(entry, "span.id")));
    }

    [Fact]
    public async Task Write_WithinAnActivity_NamesItsWorkflowAndRun()
    {
        var entry = await new ActivityEnvironment().RunAsync(() => Task.FromResult(Format("x")));

        Assert.Equal(
            (ActivityEnvironment.DefaultInfo.WorkflowId, ActivityEnvironment.DefaultInfo.WorkflowRunId),
            (Text(entry, "temporal.workflow.id"), Text(entry, "temporal.run.id")));
    }

    private static string? Text(JsonObject entry, string name) => entry[name]?.ToString();

    private static JsonObject Format(string message, Exception? exception = null)
    {
        var formatter = new EcsFormatter(
            Options.Create(new EcsFormatterOptions { ServiceName = "shop" }), new Redactor(),
            new FakeTimeProvider(s_now));
        using var writer = new StringWriter();
        formatter.Write(
            new LogEntry<string>(
                LogLevel.Warning, "Some.Class", new EventId(1, "Failed"), message, exception, (state, _) => state),
            null,
            writer);
        var line = Assert.Single(writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return JsonNode.Parse(line)!.AsObject();
    }
}

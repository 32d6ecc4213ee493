using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using OpsFlow.Domain.Text;
using Temporalio.Activities;
using Temporalio.Workflows;

namespace OpsFlow.Platform.Telemetry;

/// <summary>
/// One line of JSON an entry, with the names of the Elastic Common Schema. Only the message, no values beside it: what
/// an entry says is then in one place to be judged. Source: Elastic, "ECS Logging" specification and ECS 9.0.
/// </summary>
internal sealed class EcsFormatter(
    IOptions<EcsFormatterOptions> options, Redactor redactor, TimeProvider? time = null)
    : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ecs";

    // It goes to no page: Korean and quotes stay readable.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("@timestamp", _time.GetUtcNow().ToString(
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("log.level", Level(logEntry.LogLevel));
            json.WriteString("message", redactor.Redact(message));
            json.WriteString("ecs.version", "9.0.0");
            json.WriteString("service.name", options.Value.ServiceName);
            json.WriteString("log.logger", logEntry.Category);
            if (logEntry.EventId.Name is { } name)
            {
                json.WriteString("event.action", name);
            }

            WriteTrace(json);
            WriteRun(json);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("error.type", exception.GetType().FullName);
                json.WriteString("error.message", redactor.Redact(exception.Message));
                json.WriteString("error.stack_trace", redactor.Redact(exception.ToString()));
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    // Called by whoever logs, on its own thread: what is current there is the entry's own.
    private static void WriteTrace(Utf8JsonWriter json)
    {
        var context = Activity.Current?.Context ?? WorkflowDiagnosticActivity.Current?.Context ?? default;
        if (context != default)
        {
            json.WriteString("trace.id", context.TraceId.ToHexString());
            json.WriteString("span.id", context.SpanId.ToHexString());
        }
    }

    // The schema has no names for these.
    private static void WriteRun(Utf8JsonWriter json)
    {
        var (workflow, run) = ActivityExecutionContext.HasCurrent
            ? (ActivityExecutionContext.Current.Info.WorkflowId, ActivityExecutionContext.Current.Info.WorkflowRunId)
            : Workflow.InWorkflow ? (Workflow.Info.WorkflowId, Workflow.Info.RunId) : (null, null);
        if (workflow is not null)
        {
            json.WriteString("temporal.workflow.id", workflow);
            json.WriteString("temporal.run.id", run);
        }
    }
}

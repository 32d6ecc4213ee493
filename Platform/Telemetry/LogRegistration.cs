using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OpsFlow.Platform.Telemetry;

/// <summary>Registers the log on stdout.</summary>
public static class LogRegistration
{
    /// <summary>Logs on stdout in a format.</summary>
    public static ILoggingBuilder AddOpsFlowConsole(this ILoggingBuilder logging, LogFormat format, string service)
    {
        logging.AddConsoleFormatter<EcsFormatter, EcsFormatterOptions>(
            options => options.ServiceName = OtlpSettings.ServiceName(service));
        logging.AddConsoleFormatter<PlainFormatter, ConsoleFormatterOptions>();
        return logging.AddConsole(console => console.FormatterName =
            format == LogFormat.Ecs ? EcsFormatter.FormatterName : PlainFormatter.FormatterName);
    }
}

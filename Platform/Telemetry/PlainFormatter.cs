using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using OpsFlow.Domain.Text;

namespace OpsFlow.Platform.Telemetry;

/// <summary>The framework's form for a terminal, without what must not be in a log.</summary>
internal sealed class PlainFormatter(IServiceProvider services, Redactor redactor) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    // Not before the first entry: this one is among them.
    private readonly Lazy<ConsoleFormatter> _simple = new(() => services.GetServices<ConsoleFormatter>()
        .Single(f => f.Name == ConsoleFormatterNames.Simple));

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var entry = new StringWriter();
        _simple.Value.Write(logEntry, scopeProvider, entry);
        textWriter.Write(redactor.Redact(entry.ToString()));
    }
}

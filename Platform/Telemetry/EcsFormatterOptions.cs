using Microsoft.Extensions.Logging.Console;

namespace OpsFlow.Platform.Telemetry;

/// <summary>What every line of the program says of it.</summary>
internal sealed class EcsFormatterOptions : ConsoleFormatterOptions
{
    public string ServiceName { get; set; } = "";
}
